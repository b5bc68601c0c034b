// Moving by keys, on every page. The list of keys that `?` opens is in the page.
//
// A page takes part by its markup: rows are `#rows [data-row]` with a link `a.whole` in them, stops
// for n and p are `[data-stop]`, errors for e are `[data-error]`, and the links of the pager are
// `a[rel=next]` and `a[rel=prev]`; `a[rel=up]` is where u goes.
"use strict";

(() => {
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("show-keys");
  let pending = "";

  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  function all(selector) {
    return [...document.querySelectorAll(selector)].filter((item) => item.getClientRects().length);
  }

  function go(selector) {
    const link = document.querySelector(selector);
    if (link) location.assign(link.href);
    return Boolean(link);
  }

  function choose(step) {
    const rows = all("#rows [data-row]");
    if (!rows.length) return false;
    const now = rows.findIndex((row) => row.classList.contains("chosen"));
    const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), rows.length - 1);
    rows.forEach((row, number) => row.classList.toggle("chosen", number === next));
    const link = rows[next].querySelector("a.whole");
    if (link) link.focus({ preventScroll: true });
    rows[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  const folded = (place) => place.closest("details:not([open])");

  // Where a place stands on the page, or what it is folded into.
  function top(place) {
    let seen = place;
    while (!seen.getClientRects().length && seen.parentElement) seen = seen.parentElement;
    return seen.getBoundingClientRect().top;
  }

  // From one marked place to the next, counted from where the person is looking. What is folded is
  // opened; what is hidden otherwise is passed over.
  function jump(selector, step) {
    const places = [...document.querySelectorAll(selector)].filter((place) => place.getClientRects().length || folded(place));
    if (!places.length) return false;
    const now = places.indexOf(document.querySelector(".here"));
    let next = now + step;
    if (now < 0) {
      const edge = 90;
      const tops = places.map(top);
      next = step > 0 ? tops.findIndex((top) => top > edge) : tops.findLastIndex((top) => top < edge - 20);
    }
    if (next < 0 || next >= places.length) return false;
    document.querySelector(".here")?.classList.remove("here");
    const place = places[next];
    place.classList.add("here");
    for (let fold = folded(place); fold; fold = folded(place)) fold.open = true;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "start" });
    return true;
  }

  function search() {
    const field = document.querySelector("main [type=search]");
    if (!field) return go("[data-go=s]");
    field.focus();
    field.select();
    return true;
  }

  const actions = {
    j: () => choose(1),
    ArrowDown: () => choose(1),
    k: () => choose(-1),
    ArrowUp: () => choose(-1),
    Enter: () => go("#rows .chosen a.whole"),
    n: () => jump("[data-stop]", 1) || go("a[rel=next]"),
    p: () => jump("[data-stop]", -1) || go("a[rel=prev]"),
    e: () => jump("[data-error]", 1),
    u: () => go("a[rel=up]"),
    "/": search,
    "?": () => { dialog.showModal(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (target.matches("input, select, textarea")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (pending) {
      pending = "";
      if (go(`[data-go="${CSS.escape(event.key)}"]`)) event.preventDefault();
      return;
    }
    if (event.key === "g") {
      pending = "g";
      setTimeout(() => { pending = ""; }, 1500);
      return;
    }
    if (event.key === "Enter" && target.matches("a, button, summary")) return;
    const action = actions[event.key];
    if (action && action()) event.preventDefault();
  });

  // Buttons that copy the text beside them; without a script the text can be selected.
  function copyable(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.querySelector("code").textContent);
      button.textContent = "Copied";
      document.getElementById("announce").textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    place.append(button);
  }
  document.querySelectorAll(".copy").forEach(copyable);
  // What a page's own script has put into it since.
  document.addEventListener("codexctl:added", (event) => event.detail.querySelectorAll(".copy").forEach(copyable));
})();

// The page of a turn: cards open in place, further rows come as one scrolls, branches fold.
// Everything here also works without a script, by the links that are in the page.
"use strict";

(() => {
  const rows = document.getElementById("rows");
  const head = location.pathname;
  if (!rows) return;

  // A page of ours as a document: its nodes are taken over as they are, no text becomes markup.
  function load(address, done) {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200 && request.response) done(request.response);
      else location.assign(address.replace(/\/(rows|step\/[0-9a-f]+)(?=\?|$)/, ""));
    };
    request.onerror = () => announce("codexctl view has ended");
    request.send();
  }

  function announce(words) {
    document.getElementById("announce").textContent = words;
  }

  function row(id) {
    return document.getElementById(`s-${id}`);
  }

  function remember(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("span", id);
    else address.searchParams.delete("span");
    address.hash = "";
    history.replaceState(null, "", address);
  }

  function mark(step, open) {
    step.classList.toggle("open", open);
    step.querySelector(".whole").setAttribute("aria-expanded", String(open));
  }

  function toggle(step) {
    const card = step.querySelector(".step-card");
    if (card) {
      card.remove();
      mark(step, false);
      remember("");
      return;
    }
    load(`${head}/step/${step.dataset.row}`, (page) => {
      const found = page.querySelector(".step-card");
      if (!found || step.querySelector(".step-card")) return;
      step.append(document.adoptNode(found));
      document.dispatchEvent(new CustomEvent("codexctl:added", { detail: found }));
      mark(step, true);
      remember(step.dataset.row);
      step.scrollIntoView({ block: "nearest" });
    });
  }

  // ---- Branches ----

  function fold(step, folded) {
    const twist = step.querySelector("a.twist");
    if (!twist) return false;
    const depth = Number(step.dataset.depth);
    let hidden = depth;
    for (let next = step.nextElementSibling; next?.dataset.row; next = next.nextElementSibling) {
      const its = Number(next.dataset.depth);
      if (its <= depth) break;
      if (its <= hidden) hidden = depth;
      // A branch that is folded inside stays so when the one around it is unfolded.
      next.classList.toggle("folded-away", folded || hidden > depth);
      const inner = next.querySelector("a.twist");
      if (!folded && hidden === depth && inner?.getAttribute("aria-expanded") === "false") hidden = its;
    }
    twist.textContent = folded ? "▸" : "▾";
    twist.setAttribute("aria-expanded", String(!folded));
    return true;
  }

  // Rows that were never sent are fetched by the link itself.
  function hasRows(step) {
    const next = step.nextElementSibling;
    return Boolean(next?.dataset.row) && Number(next.dataset.depth) > Number(step.dataset.depth);
  }

  function twist(step, folded) {
    if (!step?.querySelector("a.twist")) return false;
    if (hasRows(step)) return fold(step, folded);
    if (!folded) location.assign(step.querySelector("a.twist").href);
    return true;
  }

  rows.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a.whole, a.twist");
    const step = link?.closest("[data-row]");
    if (!step) return;
    if (link.matches(".whole")) {
      event.preventDefault();
      toggle(step);
    } else if (hasRows(step)) {
      event.preventDefault();
      fold(step, link.getAttribute("aria-expanded") === "true");
    }
  });

  // ---- Further rows ----

  const watch = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) further();
  }, { rootMargin: "600px" });

  function further() {
    const item = document.getElementById("further");
    const link = item?.querySelector("[data-rows]");
    if (!link) return;
    watch.unobserve(item);
    load(link.dataset.rows, (page) => {
      const items = [...page.querySelectorAll("ol > li")].map((found) => document.adoptNode(found));
      item.replaceWith(...items);
      observe();
    });
  }

  function observe() {
    const item = document.getElementById("further");
    if (item) watch.observe(item);
  }

  // ---- Errors ----

  const errors = document.getElementById("next-failed");
  const failed = (errors?.dataset.failed || "").split(",").filter(Boolean);
  let at = failed.indexOf(new URL(location.href).searchParams.get("span"));

  function nextError() {
    if (!failed.length) return false;
    // Whoever has chosen none yet begins with those that are in front of them.
    if (at < 0) at = Math.max(failed.findIndex((id) => row(id)), 0) - 1;
    at = (at + 1) % failed.length;
    const step = row(failed[at]);
    if (!step || step.classList.contains("folded-away")) {
      const address = new URL(location.href);
      for (const name of ["from", "zoom"]) address.searchParams.delete(name);
      address.searchParams.set("span", failed[at]);
      address.hash = `s-${failed[at]}`;
      location.assign(address);
      return true;
    }
    choose(step);
    if (!step.querySelector(".step-card")) toggle(step);
    announce(`Error ${at + 1} of ${failed.length}`);
    return true;
  }

  function choose(step) {
    document.querySelector("#rows .chosen")?.classList.remove("chosen");
    step.classList.add("chosen");
    step.querySelector(".whole").focus({ preventScroll: true });
    step.scrollIntoView({ block: "center" });
  }

  errors?.addEventListener("click", (event) => {
    event.preventDefault();
    nextError();
  });

  // ---- Keys: before those of every page, which know nothing of cards ----

  const chosen = () => rows.querySelector(".chosen") || document.activeElement.closest?.("[data-row]");
  const actions = {
    e: nextError,
    Enter: () => { const step = rows.querySelector(".chosen"); if (step) toggle(step); return Boolean(step); },
    ArrowLeft: () => twist(chosen(), true),
    ArrowRight: () => twist(chosen(), false),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.matches("input, select, textarea, summary, button")) return;
    if (event.key === "Enter" && event.target.matches("a:not(.whole)")) return;
    const action = actions[event.key];
    if (action?.()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // A call of the plot was chosen.
  document.addEventListener("codexctl:step", (event) => {
    const step = row(event.detail);
    if (!step) {
      location.assign(`${head}?span=${encodeURIComponent(event.detail)}#s-${event.detail}`);
      return;
    }
    choose(step);
    if (!step.querySelector(".step-card")) toggle(step);
  });

  observe();
  const here = new URL(location.href).searchParams.get("span");
  if (here) row(here)?.classList.add("chosen");
})();

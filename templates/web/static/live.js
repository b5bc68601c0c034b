// A page that has [data-live] shows what was stored since, without a reload by hand: new rows come
// in above, rows that changed are replaced, and where the person is and what they have chosen stays.
// The page itself is asked for again and parsed by the browser, so that there is one way to make it.
"use strict";

(() => {
  if (!document.querySelector("[data-live]")) return;
  const news = document.querySelector(".news");
  const button = news?.querySelector("button");
  const announce = document.getElementById("announce");
  let waiting = [];
  let asking = false;
  let again = false;

  function load(done) {
    if (asking) { again = true; return; }
    asking = true;
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.setRequestHeader("X-Codexctl-Live", "1");
    request.responseType = "document";
    request.onloadend = () => {
      asking = false;
      if (request.status === 200 && request.response) done(request.response);
      // The store may be brought up to date at this moment: it is asked again, until it can be read.
      else if (request.status === 503) setTimeout(() => load(done), 1000);
      if (again) { again = false; load(done); }
    };
    request.send();
  }

  const keyed = (root) => new Map([...root.querySelectorAll("#rows [data-row]")].map((row) => [row.dataset.row, row]));

  function update(fresh) {
    // The files of this view have been read to their end.
    if (!fresh.querySelector(".reading")) document.querySelector(".reading")?.remove();
    const rows = document.querySelector("#rows tbody");
    const theirs = keyed(fresh);
    // From nothing to something, or another shape of page: whole.
    if (!rows || !fresh.querySelector("#rows tbody")) {
      if (theirs.size || rows || fresh.title !== document.title) location.reload();
      return;
    }
    const ours = keyed(document);
    waiting = [];
    for (const [key, row] of theirs) {
      const mine = ours.get(key);
      if (!mine) waiting.push(row);
      else if (mine.innerHTML !== row.innerHTML && !mine.contains(document.activeElement) && !selected(mine)) {
        const copy = document.importNode(row, true);
        copy.className = mine.className;
        mine.replaceWith(copy);
      }
    }
    if (!waiting.length) return;
    if (scrollY < 80 && !selected(rows)) insert();
    else tell();
  }

  const selected = (place) => {
    const selection = getSelection();
    return !selection.isCollapsed && selection.containsNode(place, true);
  };

  function tell() {
    button.textContent = waiting.length === 1 ? "1 new turn" : `${waiting.length} new turns`;
    news.hidden = false;
    announce.textContent = button.textContent;
  }

  // Each new row goes before the one that it stands before in the fresh page.
  function insert() {
    const rows = document.querySelector("#rows tbody");
    const ours = keyed(document);
    const kept = [...rows.children].find((row) => row.getBoundingClientRect().bottom > 70);
    const before = kept?.getBoundingClientRect().top ?? 0;
    for (const row of waiting.toReversed()) {
      const copy = document.importNode(row, true);
      copy.classList.add("arrived");
      rows.insertBefore(copy, ours.get(row.nextElementSibling?.dataset.row) ?? null);
      ours.set(row.dataset.row, copy);
    }
    // Whoever has scrolled sees what they saw; browsers that keep it by themselves find nothing to do.
    const moved = (kept?.getBoundingClientRect().top ?? 0) - before;
    if (scrollY >= 80 && moved) scrollBy({ top: moved, behavior: "instant" });
    announce.textContent = waiting.length === 1 ? "1 new turn" : `${waiting.length} new turns`;
    waiting = [];
    news.hidden = true;
  }

  button?.addEventListener("click", () => {
    insert();
    scrollTo({ top: 0 });
  });

  // Pages that are no list take over what they want of the fresh page by themselves.
  const isList = document.querySelector("#rows[data-live], .empty[data-live]");
  const take = (fresh) => (isList ? update(fresh) : document.dispatchEvent(new CustomEvent("fresh", { detail: fresh })));
  const events = new EventSource("/live");
  events.addEventListener("stored", () => load(take));
  events.addEventListener("error", () => {
    document.body.classList.add("cut-off");
    announce.textContent = "The view has ended, or is starting again";
  });
  events.addEventListener("open", () => {
    // What came between the page and this connection is asked for too.
    load(take);
    document.body.classList.remove("cut-off");
  });
})();

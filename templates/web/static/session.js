// What came since the person last looked at this session is marked; the last look is kept in the
// browser alone.
"use strict";

(() => {
  const talk = document.querySelector("[data-session]");
  const name = `codexctl-seen-${talk.dataset.session}`;
  const seen = localStorage.getItem(name) ?? "";
  const turns = [...talk.querySelectorAll("[data-began]")];
  const fresh = seen ? turns.filter((turn) => turn.dataset.began > seen) : [];
  for (const turn of fresh) {
    const badge = document.createElement("span");
    badge.className = "badge new";
    badge.textContent = "new";
    turn.querySelector(".card-head").append(badge);
  }
  if (fresh.length && fresh.length < turns.length) {
    const link = document.createElement("a");
    link.href = `#${fresh[0].id}`;
    link.className = "button";
    link.textContent = fresh.length === 1 ? "1 new turn since your last look" : `${fresh.length} new turns since your last look`;
    document.querySelector(".head").append(link);
  }
  const last = turns.at(-1)?.dataset.began ?? "";
  if (last > seen) localStorage.setItem(name, last);

  // A turn that ends while the last part of the session is open is put below the others.
  document.addEventListener("fresh", ({ detail: fresh }) => {
    const place = talk.querySelector(".exchanges");
    const after = place.querySelector(".pager:last-child");
    const known = new Set([...talk.querySelectorAll("[data-began]")].map((turn) => turn.id));
    const came = [...fresh.querySelectorAll("[data-session] [data-began]")].filter((turn) => !known.has(turn.id));
    for (const turn of came) {
      const copy = document.importNode(turn, true);
      copy.classList.add("arrived");
      place.insertBefore(copy, after);
    }
    for (const part of [".figures > div:not(.resume)", ".prompts ol", ".exchanges > .pager:last-child"]) {
      const theirs = [...fresh.querySelectorAll(part)];
      document.querySelectorAll(part).forEach((ours, number) => {
        if (theirs[number] && !ours.contains(document.activeElement)) ours.replaceWith(document.importNode(theirs[number], true));
      });
    }
    if (came.length) localStorage.setItem(name, came.at(-1).dataset.began);
    if (came.length) document.getElementById("announce").textContent = came.length === 1 ? "1 new turn" : `${came.length} new turns`;
  });

  // The prompt that is being read is marked in the list beside.
  const links = new Map([...talk.querySelectorAll(".prompts a")].map((link) => [link.hash.slice(1), link]));
  const shown = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) shown[isIntersecting ? "add" : "delete"](target.id);
    const now = turns.find((turn) => shown.has(turn.id))?.id;
    for (const [id, link] of links) {
      if (id === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-70px 0px -40% 0px" });
  turns.forEach((turn) => watch.observe(turn));
})();

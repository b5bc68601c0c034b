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

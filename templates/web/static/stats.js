// Plots by keys: of a plot's days one can be reached with Tab, and arrow keys go to the others.
"use strict";

(() => {
  const WEEK = 7;
  const STEPS = {
    x: { ArrowLeft: -1, ArrowRight: 1 },
    // In the year a column is a week.
    grid: { ArrowLeft: -WEEK, ArrowRight: WEEK, ArrowUp: -1, ArrowDown: 1 },
  };

  for (const plot of document.querySelectorAll("[data-moves]")) {
    const days = [...plot.querySelectorAll("a")];
    const steps = STEPS[plot.dataset.moves];
    plot.addEventListener("keydown", (event) => {
      const now = days.indexOf(document.activeElement);
      if (now < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      let next = now + (steps[event.key] ?? 0);
      if (event.key === "Home") next = 0;
      if (event.key === "End") next = days.length - 1;
      if (next === now || next < 0 || next >= days.length) return;
      event.preventDefault();
      event.stopPropagation();
      days[now].setAttribute("tabindex", "-1");
      days[next].setAttribute("tabindex", "0");
      days[next].focus();
    });
  }
})();

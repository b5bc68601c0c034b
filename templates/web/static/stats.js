// Plots by keys and by pointer. Of a plot's days one is reached with Tab, and arrow keys go to the
// others; a pointer reads days as it passes, and drawn over several it makes them the period.
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

  const bars = document.querySelector("svg.bars");
  if (!bars) return;
  const days = [...bars.querySelectorAll("a")];
  const readout = document.querySelector(".readout");
  const step = bars.viewBox.baseVal.width / days.length;
  const chosen = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  chosen.setAttribute("class", "chosen");
  chosen.setAttribute("height", bars.viewBox.baseVal.height);
  let begun = -1;
  let drawn = false;
  readout.textContent = readout.dataset.hint;

  function at(event) {
    const place = bars.getBoundingClientRect();
    const index = Math.floor(((event.clientX - place.left) / place.width) * days.length);
    return Math.min(Math.max(index, 0), days.length - 1);
  }

  function read(index) {
    readout.textContent = days[index].querySelector("title").textContent;
  }

  function draw(from, to) {
    const first = Math.min(from, to);
    chosen.setAttribute("x", first * step);
    chosen.setAttribute("width", (Math.abs(to - from) + 1) * step);
    if (!chosen.isConnected) bars.append(chosen);
    readout.textContent = `${days[first].dataset.day} to ${days[Math.max(from, to)].dataset.day}`;
  }

  function end() {
    begun = -1;
    chosen.remove();
  }

  function look(from, to) {
    const after = new Date(`${days[Math.max(from, to)].dataset.day}T00:00:00Z`);
    after.setUTCDate(after.getUTCDate() + 1);
    const asked = new URLSearchParams(location.search);
    asked.delete("period");
    asked.set("since", days[Math.min(from, to)].dataset.day);
    asked.set("until", after.toISOString().slice(0, 10));
    location.assign(`${location.pathname}?${asked}`);
  }

  bars.addEventListener("focusin", () => {
    const now = days.indexOf(document.activeElement);
    if (now >= 0) read(now);
  });
  bars.addEventListener("dragstart", (event) => event.preventDefault());
  bars.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return; // a finger scrolls
    begun = at(event);
    drawn = false;
  });
  bars.addEventListener("pointermove", (event) => {
    const now = at(event);
    if (begun < 0) return read(now);
    drawn = drawn || now !== begun;
    if (drawn) draw(begun, now);
  });
  addEventListener("pointerup", (event) => {
    if (begun >= 0 && drawn) look(begun, at(event));
    end();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
  bars.addEventListener("pointerleave", () => {
    if (begun < 0) readout.textContent = readout.dataset.hint;
  });
  // Drawing ends above a day, too, which is no click on it.
  bars.addEventListener("click", (event) => {
    if (drawn) event.preventDefault();
  });
})();

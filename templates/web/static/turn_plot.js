// The tokens of each model call, as lines over the calls; the bars in the page are for who has no
// script. uPlot draws on a canvas and sets its own sizes; colours come from the style sheet.
"use strict";

(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const count = new Intl.NumberFormat("en-US");
  const said = (_, value) => (value == null ? "–" : count.format(value));

  function series(label, property, dash, fill) {
    const line = colour(property);
    return { label, stroke: line, width: 1.5, dash, fill: fill ? `${line}22` : undefined, value: said, points: { size: 5 } };
  }

  function draw(place) {
    const calls = JSON.parse(place.dataset.calls);
    const numbers = calls.span.map((_, index) => index + 1);
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    const whole = (_, values) => values.map((value) => (Number.isInteger(value) ? String(value) : ""));
    const short = (_, values) => values.map((value) => (value >= 1000 ? `${value / 1000}k` : String(value)));
    const options = {
      width: place.clientWidth,
      height: 190,
      cursor: { points: { size: 7 }, y: false },
      scales: { x: { time: false, range: (_, least, most) => [least - 0.5, most + 0.5] }, y: { range: (_, __, most) => [0, (most || 1) * 1.08] } },
      axes: [{ ...axis, values: whole, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] }, { ...axis, values: short, size: 56 }],
      series: [
        { label: "Call", value: (_, value) => (value == null ? "–" : String(value)) },
        series("Input, the context", "--model", [], true),
        series("Cached of it", "--tool", [6, 3], false),
        series("Output", "--subagent", [2, 2], false),
      ],
    };
    // The edge of the context, where it is near enough to be drawn without making all else flat.
    const rows = [numbers, calls.input, calls.cached, calls.output];
    const most = Math.max(...calls.input.filter((tokens) => tokens != null), 0);
    if (calls.window && most * 3 > calls.window) {
      options.series.push({ ...series("Room for", "--bad", [10, 4], false), points: { show: false } });
      rows.push(numbers.map(() => calls.window));
    }
    const old = [...place.children];
    const plot = new uPlot(options, rows, place);
    old.forEach((child) => child.remove());
    plot.over.addEventListener("click", () => {
      const at = plot.cursor.idx;
      if (at != null) document.dispatchEvent(new CustomEvent("codexctl:step", { detail: calls.span[at] }));
    });
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 190 })).observe(place);
    return { plot, place };
  }

  // Drawn when they come near: they are far down, and the page is to be ready before.
  let drawn = [];
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      drawn.push(draw(target));
    }
  }, { rootMargin: "300px" });
  document.querySelectorAll(".plot-place").forEach((place) => watch.observe(place));

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    drawn.forEach(({ plot }) => plot.destroy());
    drawn = drawn.map(({ place }) => draw(place));
  });
})();

addEventListener("DOMContentLoaded", function () {
  "use strict";
  if (!window.Plotly) return;
  var island = JSON.parse(document.getElementById("figures").textContent);
  var probe = document.createElement("span");
  probe.hidden = true;
  document.body.appendChild(probe);
  function themed(spec) {
    var text = JSON.stringify(spec);
    Object.keys(island.roles).forEach(function (light) {
      probe.style.color = "var(--" + island.roles[light] + ")";
      text = text.split('"' + light + '"').join('"' + getComputedStyle(probe).color + '"');
    });
    return JSON.parse(text);
  }
  function draw(plot) {
    var live = plot.querySelector(".live");
    var spec = themed(island.figures[plot.dataset.figure]);
    var narrow = plot.clientWidth / spec.layout.width;
    delete spec.layout.width;
    spec.layout.autosize = true;
    spec.layout.font.family = getComputedStyle(document.body).fontFamily;
    if (narrow < 0.8) spec.layout.margin.l = Math.min(spec.layout.margin.l, 130);
    live.hidden = false;
    Plotly.react(live, spec.data, spec.layout, { displayModeBar: false, responsive: true }).then(function () {
      plot.classList.add("drawn");
    });
  }
  var plots = Array.prototype.slice.call(document.querySelectorAll(".plot"));
  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      near.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "600px" });
  plots.forEach(function (plot) { near.observe(plot); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    plots.forEach(function (plot) { if (plot.classList.contains("drawn")) draw(plot); });
  });
});

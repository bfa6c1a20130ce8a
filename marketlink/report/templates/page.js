(function () {
  "use strict";
  var island = JSON.parse(document.getElementById("figures").textContent);
  var space = document.querySelector(".defs").namespaceURI;
  function load(address, then) {
    var script = document.createElement("script");
    script.src = address;
    script.onload = then;
    document.head.appendChild(script);
  }
  function numbers(then) {
    if (island.figures) return then();
    window.marketlinkFigures = function (held) { island.figures = held.figures; island.roles = held.roles; };
    load(island.data, then);
  }
  function all(root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); }
  function shown(plot) { return all(plot, "svg.still").filter(function (s) { return s.getClientRects().length; })[0]; }
  function points(svg) {
    var found = {};
    all(svg, "[data-i]").forEach(function (mark) {
      var x = Math.round(mark.getAttribute("cx") * 2) / 2;
      (found[x] = found[x] || []).push(mark);
    });
    return Object.keys(found).map(Number).sort(function (a, b) { return a - b; }).map(function (x) { return { x: x, marks: found[x] }; });
  }
  function said(plot, mark) {
    var at = mark.dataset.i.split(".");
    return island.figures[plot.dataset.figure].data[at[0]].customdata[at[1]].slice(0, 2).join(": ");
  }
  function clear(plot) { all(plot, ".cross,.hit").forEach(function (e) { e.remove(); }); }
  function show(plot, svg, list, n) {
    if (!list.length) return;
    n = Math.max(0, Math.min(list.length - 1, n));
    plot.dataset.at = n;
    clear(plot);
    var height = svg.viewBox.baseVal.height, line = document.createElementNS(space, "path");
    line.setAttribute("class", "cross");
    line.setAttribute("d", "M" + list[n].x + " 24V" + (height - 30));
    svg.appendChild(line);
    plot.parentNode.querySelector(".told").textContent = list[n].marks.map(function (mark) {
      var ring = document.createElementNS(space, "circle");
      ring.setAttribute("class", "hit");
      ring.setAttribute("cx", mark.getAttribute("cx"));
      ring.setAttribute("cy", mark.getAttribute("cy"));
      ring.setAttribute("r", 6);
      svg.appendChild(ring);
      return said(plot, mark);
    }).join(" \u00b7 ");
  }
  function lead(plot) {
    var svg = shown(plot), point = svg && points(svg)[plot.dataset.at], row = null;
    if (!point) return;
    point.marks.forEach(function (mark) {
      var at = mark.dataset.i.split("."), told = island.figures[plot.dataset.figure].data[at[0]].customdata[at[1]];
      row = row || (told[2] ? document.getElementById(told[2]) : null);
    });
    if (!row) return;
    row.closest("details").open = true;
    row.scrollIntoView({ block: "center" });
    row.focus();
  }
  function near(list, x) {
    return list.reduce(function (best, item, n) { return Math.abs(item.x - x) < Math.abs(list[best].x - x) ? n : best; }, 0);
  }
  function ready(plot) {
    function moved(event) { numbers(function () { follow(event); }); }
    function follow(event) {
      var svg = shown(plot);
      if (!svg) return;
      var list = points(svg), at = svg.getBoundingClientRect();
      if (list.length) show(plot, svg, list, near(list, (event.clientX - at.left) / at.width * svg.viewBox.baseVal.width));
    }
    plot.addEventListener("pointermove", moved);
    plot.addEventListener("pointerdown", moved);
    plot.addEventListener("pointerleave", function () { clear(plot); });
    plot.addEventListener("click", function () { numbers(function () { lead(plot); }); });
    plot.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1, Home: -1e4, End: 1e4 }[event.key], svg = shown(plot);
      if (event.key === "Enter") return numbers(function () { lead(plot); });
      if (!step || !svg) return;
      event.preventDefault();
      numbers(function () { show(plot, svg, points(svg), Number(plot.dataset.at === undefined ? (step > 0 ? -1 : 1e4) : plot.dataset.at) + step); });
    });
  }
  function colours() {
    var probe = document.body.appendChild(document.createElement("span")), found = {};
    Object.keys(island.roles).forEach(function (light) {
      probe.style.color = "var(--" + island.roles[light] + ")";
      found[island.roles[light]] = getComputedStyle(probe).color;
    });
    probe.remove();
    return found;
  }
  function alone(plot) {
    clear(plot);
    var svg = shown(plot), copy = svg.cloneNode(true), paint = colours(), box = svg.viewBox.baseVal;
    copy.removeAttribute("aria-hidden");
    copy.setAttribute("xmlns", space);
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    copy.insertBefore(document.querySelector(".defs defs").cloneNode(true), copy.firstChild);
    var back = document.createElementNS(space, "rect");
    back.setAttribute("width", "100%");
    back.setAttribute("height", "100%");
    back.setAttribute("style", "fill:var(--paper)");
    copy.insertBefore(back, copy.firstChild);
    copy.setAttribute("style", "fill:" + paint.quiet + ";font:12px " + getComputedStyle(svg).fontFamily.replace(/"/g, "'"));
    return new XMLSerializer().serializeToString(copy).replace(/var\(--(\w+)\)/g, function (whole, role) { return paint[role] || whole; });
  }
  function save(url, name) {
    var link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
  }
  function picture(plot, kind) {
    var text = alone(plot), name = plot.dataset.figure + "." + kind, url = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    if (kind === "svg") return save(url, name);
    var image = new Image(), box = shown(plot).viewBox.baseVal;
    image.onload = function () {
      var canvas = document.createElement("canvas");
      canvas.width = box.width * 2;
      canvas.height = box.height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), name);
    };
    image.src = url;
  }
  function library(then) {
    if (window.Plotly) return then();
    var inside = document.getElementById("bundle"), script = document.createElement("script");
    if (inside) { script.textContent = inside.textContent; document.head.appendChild(script); return then(); }
    load(island.bundle, then);
  }
  function explore(plot, button) {
    library(function () {
      var paint = colours(), text = JSON.stringify(island.figures[plot.dataset.figure]);
      Object.keys(island.roles).forEach(function (light) { text = text.split('"' + light + '"').join('"' + paint[island.roles[light]] + '"'); });
      var spec = JSON.parse(text), live = document.createElement("div");
      delete spec.layout.width;
      spec.layout.autosize = true;
      spec.layout.dragmode = "zoom";
      spec.layout.showlegend = false;
      spec.layout.font.family = getComputedStyle(document.body).fontFamily;
      live.className = "live";
      live.setAttribute("role", "group");
      live.setAttribute("aria-label", button.textContent + ": " + plot.getAttribute("aria-label"));
      plot.parentNode.insertBefore(live, plot.nextSibling);
      Plotly.newPlot(live, spec.data, spec.layout, { displayModeBar: true, displaylogo: false, responsive: true, scrollZoom: false });
      button.hidden = true;
    });
  }
  all(document, ".plot").forEach(ready);
  all(document, ".buttons").forEach(function (row) {
    row.hidden = false;
    var plot = row.closest("figure").querySelector(".plot");
    all(row, "button").forEach(function (button) {
      if (button.dataset.do === "explore" && !island.bundle && !document.getElementById("bundle")) button.hidden = true;
      button.addEventListener("click", function () {
        numbers(function () { if (button.dataset.do === "explore") explore(plot, button); else picture(plot, button.dataset.do); });
      });
    });
  });
  all(document, "table.grid").forEach(function (grid) {
    var rows = all(grid, "tbody tr"), size = 25, page = 0, last = Math.ceil(rows.length / size) - 1;
    if (last < 1) return;
    var bar = document.createElement("p"), at = document.createElement("span");
    function turn(step) {
      page = Math.max(0, Math.min(last, page + step));
      rows.forEach(function (row, n) { row.classList.toggle("off", n < page * size || n >= (page + 1) * size); });
      at.textContent = " " + (page + 1) + " / " + (last + 1) + " ";
    }
    function button(text, step) {
      var made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.setAttribute("aria-label", step > 0 ? document.body.dataset.later : document.body.dataset.earlier);
      made.addEventListener("click", function () { turn(step); });
      return made;
    }
    bar.className = "turn";
    bar.append(button("\u2190", -1), at, button("\u2192", 1));
    grid.parentNode.insertBefore(bar, grid.nextSibling);
    turn(0);
  });
  addEventListener("beforeprint", function () { all(document, "details.fold,.fold details:not(.tools details)").forEach(function (d) { d.open = true; }); });
})();

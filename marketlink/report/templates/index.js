(function () {
  "use strict";
  var form = document.querySelector(".filters"), list = document.getElementById("reports"), island = document.getElementById("data");
  if (!form || !list || !island) return;
  var data = JSON.parse(island.textContent), space = "http://www.w3.org/2000/svg", size = Number(form.dataset.size), page = 1, found = data.rows, shown = 2;
  var fields = ["q", "company", "month", "verdict", "state", "order"];
  data.rows.forEach(function (row) {
    row.q = [row[1], row[9]].concat(row[8].map(function (c) { return data.companies[c[0]][1]; })).join(" ").toLowerCase();
  });
  function value(name) { return form.elements[name].value; }
  function fits(row) {
    return value("q").toLowerCase().split(/\s+/).filter(Boolean).every(function (word) { return row.q.indexOf(word) >= 0; }) &&
      (!value("company") || row[8].some(function (c) { return data.companies[c[0]][0] === value("company"); })) &&
      (!value("month") || row[4].slice(0, 7) === value("month")) &&
      (!value("verdict") || value("verdict") in row[6]) && (!value("state") || row[7] === value("state"));
  }
  function made(name, text, kind) {
    var element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  }
  function drawn(name, attributes) {
    var element = document.createElementNS(space, name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }
  function line(row) {
    var item = made("li"), link = made("a", row[1]), companies = made("span", "", "cos"), marks = made("span", "", "marks");
    var scale = drawn("svg", { viewBox: "0 0 120 16", "aria-hidden": "true" });
    link.href = row[0];
    link.title = row[2];
    scale.append(drawn("path", { d: "M0 8H120M60 2V14" }));
    row[8].slice(0, shown).forEach(function (c) {
      var one = made("span", data.companies[c[0]][0] + " ");
      one.append(made("b", c[1], c[2]));
      companies.append(one);
    });
    row[8].forEach(function (c) {
      if (c[3] !== null) scale.append(drawn("circle", { "class": c[2], cx: c[3], cy: 8, r: 4 }));
    });
    if (row[8].length > shown) companies.append(made("span", "+" + (row[8].length - shown)));
    Object.keys(row[6]).forEach(function (key) {
      var one = made("span", data.verdicts[key][0]);
      one.title = data.verdicts[key][1];
      one.append(made("span", data.verdicts[key][1], "hid"), " " + row[6][key]);
      marks.append(one, " ");
    });
    item.append(made("span", row[3], "when"), link, companies, scale, marks, made("span", row[7] === "open" ? data.words.open : "", "state"));
    return item;
  }
  function draw() {
    var last = Math.max(1, Math.ceil(found.length / size)), query = new URLSearchParams();
    page = Math.max(1, Math.min(last, page));
    list.replaceChildren.apply(list, found.slice((page - 1) * size, page * size).map(line));
    document.getElementById("count").textContent = found.length > 1 ? form.dataset.many.replace("#", found.length) : found.length ? data.words.one : data.words.none;
    document.getElementById("at").textContent = page + " / " + last;
    document.querySelector(".pages").hidden = last < 2;
    fields.forEach(function (name) { if (value(name)) query.set(name, value(name)); });
    if (page > 1) query.set("page", page);
    var text = query.toString();
    try { history.replaceState(null, "", text ? "?" + text : location.pathname); } catch (error) { /* a file in a sandbox */ }
    document.querySelectorAll("[data-month]").forEach(function (cell) { cell.setAttribute("aria-pressed", cell.dataset.month === value("month")); });
  }
  function sought() {
    var how = value("order");
    found = data.rows.filter(fits);
    if (how === "size") found.sort(function (a, b) { return b[5] - a[5]; });
    if (how === "title") found.sort(function (a, b) { return a[1].localeCompare(b[1]); });
    draw();
  }
  var asked = new URLSearchParams(location.search);
  fields.forEach(function (name) { if (asked.get(name)) form.elements[name].value = asked.get(name); });
  page = Number(asked.get("page")) || 1;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", function () { page = 1; sought(); });
  document.querySelector(".pages").addEventListener("click", function (event) {
    if (event.target.dataset.step) { page += Number(event.target.dataset.step); draw(); scrollTo(0, 0); }
  });
  document.querySelectorAll("[data-month]").forEach(function (cell) {
    cell.addEventListener("click", function () {
      form.elements.month.value = value("month") === cell.dataset.month ? "" : cell.dataset.month;
      page = 1;
      sought();
    });
  });
  sought();
})();

(function () {
  "use strict";
  var form = document.querySelector(".filters"), list = document.getElementById("reports");
  if (!form || !list) return;
  var rows = Array.prototype.slice.call(list.children), size = Number(form.dataset.size), page = 1, found = rows;
  var fields = ["q", "company", "month", "verdict", "state", "order"];
  function value(name) { return form.elements[name].value; }
  function fits(row) {
    var d = row.dataset, words = value("q").toLowerCase().split(/\s+/).filter(Boolean);
    return words.every(function (word) { return d.q.indexOf(word) >= 0; }) &&
      (!value("company") || d.n.split("|").indexOf(value("company")) >= 0) &&
      (!value("month") || d.d.slice(0, 7) === value("month")) &&
      (!value("verdict") || d.v.split(" ").indexOf(value("verdict")) >= 0) &&
      (!value("state") || d.o === value("state"));
  }
  function draw() {
    var last = Math.max(1, Math.ceil(found.length / size));
    page = Math.max(1, Math.min(last, page));
    rows.forEach(function (row) { row.hidden = true; });
    found.forEach(function (row, n) { row.hidden = n < (page - 1) * size || n >= page * size; });
    var text = found.length === 1 ? form.dataset.one : form.dataset.many;
    document.getElementById("count").textContent = found.length ? text.replace("#", found.length) : form.dataset.none;
    document.getElementById("at").textContent = page + " / " + last;
    document.querySelector(".pages").hidden = last < 2;
    var query = new URLSearchParams();
    fields.forEach(function (name) { if (value(name)) query.set(name, value(name)); });
    if (page > 1) query.set("page", page);
    var text2 = query.toString();
    try { history.replaceState(null, "", text2 ? "?" + text2 : location.pathname); } catch (error) { /* a file in a sandbox */ }
  }
  function sought() {
    var how = value("order");
    found = rows.filter(fits);
    if (how === "size") found.sort(function (a, b) { return b.dataset.s - a.dataset.s; });
    if (how === "title") found.sort(function (a, b) { return a.children[1].textContent.localeCompare(b.children[1].textContent); });
    found.forEach(function (row) { list.appendChild(row); });
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
  sought();
})();

(function () {
  "use strict";
  var list = document.querySelector("[data-events]"), form = document.getElementById("paste"), job = null;
  var box = form ? form.closest("details") : null, waiting = false;
  function renew() {
    waiting = Boolean(job || (box && box.open));
    if (!waiting) location.reload();
  }
  if (list && window.EventSource) new EventSource(list.dataset.events).addEventListener("change", renew);
  if (!form) return;
  box.addEventListener("toggle", function () { if (waiting) renew(); });
  var told = document.getElementById("work"), stop = document.getElementById("cancel"), words = {};
  told.dataset.stages.split("|").forEach(function (pair) { var at = pair.indexOf("="); if (at > 0) words[pair.slice(0, at)] = pair.slice(at + 1); });
  function head() { return { "x-marketlink-token": form.dataset.token }; }
  function over(text) { told.textContent = text; stop.hidden = true; job = null; }
  function look() {
    if (!job) return;
    fetch(form.dataset.work + "/" + job).then(function (answer) { return answer.json(); }).then(function (state) {
      if (state.done && state.report) { location.href = "/" + state.report; return; }
      if (state.done) { over(told.dataset.failed + " " + state.error); form.elements.published.focus(); return; }
      told.textContent = words[state.stage] || state.stage;
      setTimeout(look, 400);
    }).catch(function () { over(told.dataset.failed); });
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var file = form.elements.file.files[0], query = new URLSearchParams({ lang: form.dataset.lang, kind: file ? "file" : "text", name: file ? file.name : "", published: form.elements.published.value });
    fetch(form.dataset.work + "?" + query, { method: "POST", headers: head(), body: file || new Blob([form.elements.text.value]) }).then(function (answer) {
      if (!answer.ok) return answer.text().then(over);
      return answer.json().then(function (state) { job = state.id; stop.hidden = false; told.textContent = words.queued; look(); });
    });
  });
  stop.addEventListener("click", function () {
    if (job) fetch(form.dataset.work + "/" + job, { method: "DELETE", headers: head() });
  });
})();

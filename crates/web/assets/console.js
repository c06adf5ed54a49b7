// Comforts of the console: keys, copy buttons, inserting merge fields. Every page works without it.
"use strict";
document.documentElement.classList.add("scripted");

// Browsers lend the clipboard to https and to the same machine only; elsewhere the text goes by way of a selection.
function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done ? Promise.resolve() : Promise.reject(new Error("not copied"));
}

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const source = document.querySelector(copy.dataset.copy);
    const text = source ? source.value ?? source.textContent : "";
    toClipboard(text.trim()).then(() => {
      const before = copy.dataset.before ??= copy.textContent;
      copy.textContent = copy.dataset.copied || before;
      copy.focus();
      window.setTimeout(() => { copy.textContent = before; }, 2000);
    }, () => {
      if (source && source.select) source.select();
    });
  }
  const insert = event.target.closest("[data-insert]");
  if (insert) {
    const field = insert.dataset.into ? document.querySelector(insert.dataset.into) : lastTemplate();
    if (field) {
      field.setRangeText(insert.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    }
  }
  const open = event.target.closest("[data-dialog]");
  if (open) document.querySelector(open.dataset.dialog)?.showModal();
});

// Merge fields go into the template that had the focus last, else into the first of the page.
let template = null;
const lastTemplate = () => template?.isConnected ? template : document.querySelector("[data-template]");
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-template]")) template = event.target;
});

// A select or checkbox marked so sends its form at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  // A chosen file is read into a field, where it can be looked at before anything is sent.
  const into = event.target.dataset.readInto && document.querySelector(event.target.dataset.readInto);
  if (into && event.target.files[0]) event.target.files[0].text().then((text) => { into.value = text; });
});

// A question before something that cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A second click while the first is on its way would do the deed twice. The service answers within 30 seconds. A form that
// is answered with a file stays on its page, and works on; so do all where the browser brings a page back.
const ANSWERED = 35000;
let sent = new WeakMap();
window.addEventListener("pageshow", () => { sent = new WeakMap(); });
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[data-file], :not([method=post])")) return;
  if (event.timeStamp - (sent.get(form) ?? -ANSWERED) < ANSWERED) event.preventDefault();
  else sent.set(form, event.timeStamp);
});

// Keys: off where the account says so (data-keys="off") and while somebody types.
let waiting = "";
document.addEventListener("keydown", (event) => {
  const body = document.body;
  if (body.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
  const key = event.key;
  if (waiting === "g") {
    waiting = "";
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (key === "g") { waiting = "g"; window.setTimeout(() => { waiting = ""; }, 1000); return; }
  if (key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); }
  } else if (key === "?") {
    document.querySelector("#keys")?.showModal();
  } else if (key === "j" || key === "k") {
    const rows = [...document.querySelectorAll("[data-row]")];
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[here + (key === "j" ? 1 : -1)];
    if (next) { event.preventDefault(); next.querySelector("a")?.focus(); }
  } else if (key === "r") {
    document.querySelector("[data-retry]")?.focus();
  }
});

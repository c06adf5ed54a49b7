// Opens the phone panel when a number is clicked, and keeps the counter of API calls up to date.
"use strict";

const panel = document.getElementById("phone");
const frame = panel.querySelector("iframe");
let dialled = null;

function close() {
  panel.hidden = true;
  dialled?.focus();
}

// The call centre's panel learns of the click as Open CTI's onClickToDial would tell it.
function tell(payload) {
  if (!frame) return;
  const target = new URL(frame.dataset.adapter);
  if (!frame.src) {
    target.searchParams.set("sfdcIframeOrigin", location.origin);
    frame.addEventListener("load", () => frame.contentWindow.postMessage(payload, target.origin));
    frame.src = target.href;
  } else {
    frame.contentWindow.postMessage(payload, target.origin);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.dial");
  if (!link) return;
  event.preventDefault();
  dialled = link;
  const number = link.textContent.trim();
  document.getElementById("phone-number").textContent = number;
  document.getElementById("phone-name").textContent = link.dataset.name;
  panel.hidden = false;
  document.getElementById("phone-close").focus();
  tell({ type: "clickToDial", number, recordId: link.dataset.record, recordName: link.dataset.name });
});
document.getElementById("phone-close").addEventListener("click", close);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

const used = document.getElementById("used");
const quota = document.getElementById("quota");

async function refresh() {
  if (document.hidden) return;
  try {
    const reply = await fetch("/__emulator__/usage");
    const usage = await reply.json();
    used.textContent = `${usage.last_24_hours} / ${usage.allowance}`;
    quota.value = usage.last_24_hours;
    quota.max = usage.allowance;
  } catch {
    used.textContent = "the org does not answer";
  }
}
setInterval(refresh, 2000);

// While somebody is still looking, the page is loaded again: what was slow is in it then.
"use strict";

(() => {
  const began = Number(sessionStorage.getItem("status-began")) || Date.now();
  const waited = Date.now() - began;
  // After half a minute it is left to the person.
  if (!document.querySelector("[data-pending]") || waited > 30000) {
    sessionStorage.removeItem("status-began");
    return;
  }
  sessionStorage.setItem("status-began", String(began));
  setTimeout(() => location.reload(), waited < 3000 ? 600 : 2500);
})();

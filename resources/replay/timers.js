'use strict';
// Where a page's scripts are off, no timer fires in any world; frames do come. rrweb needs timers (a style sheet that
// never loads would hold a replay up for good), and so does whatever waits: these count frames instead.
(() => {
  const waiting = new Map();
  let number = 0, isCounting = false;

  function count() {
    const now = performance.now();
    for (const [id, timer] of [...waiting]) {
      if (timer.at > now || !waiting.has(id)) continue;
      if (timer.every === null) waiting.delete(id); else timer.at = now + timer.every;
      try { timer.call(...timer.values); } catch (error) { console.error(String(error)); }
    }
    if (waiting.size) requestAnimationFrame(count); else isCounting = false;
  }

  function wait(call, ms, every, values) {
    waiting.set(++number, {call, at: performance.now() + (ms || 0), every, values});
    if (!isCounting) { isCounting = true; requestAnimationFrame(count); }
    return number;
  }

  window.setTimeout = (call, ms, ...values) => wait(call, ms, null, values);
  window.setInterval = (call, ms, ...values) => wait(call, ms, Math.max(1, ms || 0), values);
  window.clearTimeout = window.clearInterval = id => { waiting.delete(id); };
})();

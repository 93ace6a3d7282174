'use strict';
// One piece of a recording, rebuilt by rrweb: at a moment, or running. All times are ms from the recording's beginning.
convdesk.player = (() => {
  const TOLD_EVERY_MS = 50, LEAD_MS = 500;
  // Chromium lays out no canvas where scripts are off.
  const RULES = ['canvas{display:inline-block!important;box-sizing:content-box!important;width:attr(width px);height:attr(height px)}'];
  const OPTIONS = {
    root: convdesk.stage.fit, mouseTail: false, showWarning: false, showDebug: false, triggerFocus: false,
    UNSAFE_replayCanvas: false, pauseAnimation: true, insertStyleRules: RULES,
  };
  let replayer = null, first = 0, end = 0, isPlaying = false, speed = 1, idle = [], skips = true, told = -1, broken = new Map();
  let fatal = null, making = null, isTorn = false;

  const nodeOf = id => replayer && replayer.getMirror().getNode(id);
  const now = () => replayer ? first + replayer.getCurrentTime() : 0;

  // rrweb makes what happens at a moment when it goes past it. It must not go past the last event: it would pause soon.
  const PAST_MS = 1;
  const insideOf = at => Math.max(0, Math.min(at, end) - first);

  function close() {
    isPlaying = false;
    convdesk.pointer.clear();
    if (replayer) replayer.destroy();
    replayer = null;
    convdesk.stage.fit.textContent = '';
  }

  // A change that cannot be made, or a part of one, is left out: the rest of the recording can still be seen.
  function forgive(made) {
    const apply = made.applyIncremental.bind(made), rebuild = made.rebuildFullSnapshot.bind(made);
    const has = id => (made.usingVirtualDom ? made.virtualDom.mirror : made.getMirror()).getNode(id) !== null;
    made.applyIncremental = (event, isSync) => {
      try {
        making = event;
        if (event.data.source === 0) lose(event, convdesk.mend.mutation(event.data, has));
        apply(event, isSync);
      } catch (error) { lose(event, 1); }
    };
    made.warn = (...told) => {
      if (!told.some(one => one && one.stack !== undefined)) return;
      isTorn = true;
      if (!made.config.useVirtualDom) lose(making, 1);
    };
    made.rebuildFullSnapshot = (event, isSync) => {
      fatal = null;
      try { rebuild(event, isSync); } catch (error) { fatal = error; }
    };
  }

  const lose = (event, count) => { if (count) broken.set(event, Math.max(count, broken.get(event) || 0)); };

  // rrweb sets a page's first size a frame later, when a seek may have set another one: at once instead.
  function replayerOf(events) {
    const later = window.setTimeout, size = events.find(event => event.type === 4);
    window.setTimeout = (call, ms, ...values) => ms ? later(call, ms, ...values) : call(...values);
    try { return new rrweb.Replayer(events, {...OPTIONS, speed}); } finally {
      window.setTimeout = later;
      if (size) convdesk.stage.resize(size.data.width, size.data.height);
    }
  }

  // Take a piece from the shelf: {events, first_ms, lost, idle}; lost are parts of the page left out before.
  async function open(address) {
    const began = performance.now();
    const piece = await (await fetch(address)).json();
    close();
    const mended = convdesk.mend.events(piece.events);
    first = piece.first_ms; idle = piece.idle; told = -1; broken = new Map([[null, mended.count + (piece.lost || 0)]]); fatal = null;
    mended.events[mended.events.length - 1].timestamp += PAST_MS;
    replayer = replayerOf(mended.events);
    forgive(replayer);
    replayer.on('resize', size => convdesk.stage.resize(size.width, size.height));
    convdesk.pointer.follow(mended.events);
    convdesk.scrolls.follow(mended.events);
    end = first + replayer.getMetaData().totalTime - PAST_MS;
    return {first_ms: first, end_ms: end, took_ms: performance.now() - began};
  }

  // rrweb collects the changes on the way and makes them at once; where that fails, from the start and one by one.
  function go(to) {
    isTorn = false;
    replayer.pause(to);
    if (!isTorn || !replayer.config.useVirtualDom) return;
    replayer.setConfig({useVirtualDom: false});
    replayer.pause(PAST_MS);
    replayer.pause(to);
  }

  // Rebuild the page of a moment and stay there; says how many pictures and style sheets are not in the recording.
  function seek(at) {
    const began = performance.now(), inside = insideOf(at);
    isPlaying = false;
    go(inside + PAST_MS);
    convdesk.scrolls.restore(inside, nodeOf);
    convdesk.pointer.show(inside, nodeOf);
    if (fatal) throw fatal;
    const page = replayer.iframe.contentDocument;
    const isEmpty = !page || !page.documentElement || (page.body !== null && !page.body.childNodes.length);
    const left = [...broken.values()].reduce((sum, count) => sum + count, 0);
    const missing = page ? [...page.images].filter(image => /^https?:/.test(image.src)).length : 0;
    const plain = page ? [...page.querySelectorAll('link[rel~=stylesheet]')].filter(link => /^https?:/.test(link.href)).length : 0;
    return {at_ms: first + inside, missing, plain, broken: left, is_empty: isEmpty, took_ms: performance.now() - began};
  }

  // Go on from where the page stands.
  function play(at) {
    replayer.play(insideOf(at) + PAST_MS);
    isPlaying = true;
    told = -1;
  }

  function pause() {
    const at = now();
    if (isPlaying) replayer.pause();
    isPlaying = false;
    return at;
  }

  // Every frame while it runs: the pointer, the time, over stretches in which nobody did anything, and the end.
  function tick() {
    requestAnimationFrame(tick);
    if (!replayer || !isPlaying) return;
    const at = now();
    convdesk.pointer.show(at - first, nodeOf);
    if (at >= end) {
      seek(end);
      convdesk.tell('ended', end);
      return;
    }
    const pause = skips && idle.find(([from, to]) => from <= at && at < to - LEAD_MS);
    if (pause) { seek(pause[1] - LEAD_MS); play(pause[1] - LEAD_MS); }
    else if (Math.abs(at - told) >= TOLD_EVERY_MS) { told = at; convdesk.tell('moved', at); }
  }

  Object.assign(convdesk.verbs, {
    open, seek, play, pause, close,
    speed(wanted) { speed = wanted; if (replayer) replayer.setConfig({speed}); },
    skip(wanted) { skips = wanted; },
  });
  requestAnimationFrame(tick);
  return {
    nodeOf, now,
    get replayer() { return replayer; },
    get document() { return replayer && replayer.iframe.contentDocument; },
    get window() { return replayer && replayer.iframe.contentWindow; },
  };
})();

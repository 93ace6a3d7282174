'use strict';
// A film: moments of a recording shown one after the other, those at which nothing changes passed over; frames to VP8 by
// the encoder that is part of the web engine. The desk puts what comes out into a WebM file.
convdesk.film = (() => {
  const MOST_WAITING = 4, KEY_EVERY_MS = 5_000, PRESS_MS = 700, UNSEEN = [0, 1, 5, 6], MOVES = [1, 6, 12];
  let changes = [], presses = [], shown = -Infinity, isMoving = false, held = new WeakSet();
  let encoder = null, size = null, failure = null, last = null, keyed = -Infinity, frames = 0, turn = Promise.resolve();

  // When the page or the pointer on it changes, and when it was pressed: ms of the replay.
  function follow(first) {
    const events = convdesk.player.replayer.service.state.context.events, began = events.length ? events[0].timestamp : 0;
    changes = []; presses = []; shown = -Infinity; isMoving = false;
    for (const {type, timestamp, data} of events) {
      const at = timestamp - began + first;
      if (UNSEEN.includes(type)) continue;
      changes.push(at);
      if (type === 3 && data.source === 2 && data.type === 2) presses.push(at);
      if (type === 3 && MOVES.includes(data.source))
        for (const place of data.positions || []) if (place && place.timeOffset) changes.push(at + place.timeOffset);
    }
  }

  const open = convdesk.verbs.open;
  convdesk.verbs.open = async address => {
    const found = await open(address);
    follow(found.first_ms);
    return found;
  };

  // Whether that moment can look otherwise than the one that is shown.
  const looksOtherwise = at => isMoving || changes.some(when => shown < when && when <= at)
    || presses.some(when => shown - PRESS_MS < when && when <= at);

  const transitions = () => convdesk.player.document.getAnimations().filter(one => 'transitionProperty' in one);

  // What a page fades and slides takes as long as it took, not as long as it is filmed.
  function pass(ms) {
    for (const one of transitions()) {
      if (!held.has(one)) continue;
      const ends = one.effect.getComputedTiming().endTime;
      if (one.currentTime + ms < ends) one.currentTime += ms; else one.finish();
    }
  }
  function hold(isFirst) {
    for (const one of transitions()) {
      if (isFirst) one.finish();
      else if (!held.has(one)) { one.pause(); held.add(one); }
    }
    isMoving = transitions().length > 0 || convdesk.player.document.querySelector('video') !== null;
  }

  const base64 = bytes => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };

  function take(chunk) {
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    convdesk.tell('chunk', {at_ms: Math.round(chunk.timestamp / 1000), is_key: chunk.type === 'key', data: base64(bytes)});
  }

  // One after the other: what was lent first may arrive last.
  const inTurn = work => turn = turn.then(work);

  async function encode(frame, at_ms) {
    if (failure) throw failure;
    const isKey = at_ms - keyed >= KEY_EVERY_MS;
    if (isKey) keyed = at_ms;
    encoder.encode(frame, {keyFrame: isKey});
    frames++;
    if (last !== frame) { if (last) last.close(); last = frame; }
    while (encoder.encodeQueueSize > MOST_WAITING) await new Promise(done => requestAnimationFrame(done));
  }

  Object.assign(convdesk.verbs, {
    // Show the first of these moments that can look otherwise than what is shown (or the first of all, where that has
    // not settled): its place among them, −1 where none does.
    film_show(times, number, isSettled) {
      const place = isSettled ? times.findIndex(looksOtherwise) : 0;
      if (place < 0) return place;
      const at = times[place], isFirst = shown === -Infinity;
      if (!isFirst) pass(at - shown);
      convdesk.verbs.seek(at);
      hold(isFirst);
      shown = at;
      convdesk.verbs.mark(number);
      return place;
    },
    async film_begin(width, height, bitrate, framerate) {
      size = {width, height}; frames = 0; failure = null; last = null; keyed = -Infinity; turn = Promise.resolve();
      encoder = new VideoEncoder({output: take, error: error => { failure = error; }});
      encoder.configure({codec: 'vp8', width, height, bitrate, framerate});
    },
    // A frame waits on the shelf as BGRX rows.
    async film_frame(address, at_ms) {
      const lent = fetch(address).then(answer => answer.arrayBuffer());
      await inTurn(async () => {
        const look = {format: 'BGRX', codedWidth: size.width, codedHeight: size.height, timestamp: at_ms * 1000};
        await encode(new VideoFrame(await lent, look), at_ms);
      });
    },
    // The frame before once more, so that a film can be sought in and goes to its end.
    async film_again(at_ms) {
      await inTurn(() => encode(new VideoFrame(last, {timestamp: at_ms * 1000}), at_ms));
    },
    async film_end() {
      await turn;
      await encoder.flush();
      encoder.close();
      encoder = null;
      if (last) last.close();
      if (failure) throw failure;
      return frames;
    },
  });
})();

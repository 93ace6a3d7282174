'use strict';
// Frames to VP8, by the encoder that is part of the web engine; the desk puts what comes out into a WebM file.
convdesk.film = (() => {
  const MOST_WAITING = 4, KEY_EVERY = 50;
  let encoder = null, frames = 0, size = null, failure = null;

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

  Object.assign(convdesk.verbs, {
    async film_begin(width, height, bitrate, framerate) {
      size = {width, height}; frames = 0; failure = null;
      encoder = new VideoEncoder({output: take, error: error => { failure = error; }});
      encoder.configure({codec: 'vp8', width, height, bitrate, framerate});
    },
    // A frame waits on the shelf as BGRX rows.
    async film_frame(address, at_ms) {
      const rows = await (await fetch(address)).arrayBuffer();
      if (failure) throw failure;
      const frame = new VideoFrame(rows, {format: 'BGRX', codedWidth: size.width, codedHeight: size.height, timestamp: at_ms * 1000});
      encoder.encode(frame, {keyFrame: frames++ % KEY_EVERY === 0});
      frame.close();
      while (encoder.encodeQueueSize > MOST_WAITING) await new Promise(done => requestAnimationFrame(done));
    },
    async film_end() {
      await encoder.flush();
      encoder.close();
      encoder = null;
      if (failure) throw failure;
      return frames;
    },
    film_drop() { if (encoder && encoder.state !== 'closed') encoder.close(); encoder = null; },
  });
})();

'use strict';
// The stage: a frame of the recorded device's size, made to fit the view.
convdesk.stage = (() => {
  const fit = document.getElementById('fit');
  const stage = document.getElementById('stage');
  let size = {width: 1280, height: 800}, fits = true, inset = 1;

  function refit() {
    const width = stage.clientWidth, height = stage.clientHeight;
    const scale = fits ? Math.min((width - 2 * inset) / size.width, (height - 2 * inset) / size.height) : 1;
    const [left, top] = fits ? [(width - size.width * scale) / 2, (height - size.height * scale) / 2] : [0, 0];
    Object.assign(fit.style, {transform: `scale(${scale})`, left: `${left}px`, top: `${top}px`});
    fit.style.setProperty('--unscaled', 1 / scale);
  }

  function resize(width, height) {
    size = {width, height};
    Object.assign(fit.style, {width: `${width}px`, height: `${height}px`});
    refit();
    convdesk.tell('resized', size);
  }

  // The desk's colours; a recorded page keeps its own.
  convdesk.verbs.wear = colours => {
    for (const [name, colour] of Object.entries(colours)) document.documentElement.style.setProperty(`--${name}`, colour);
  };
  // Whether the frame is scaled to the view, or stands in its own size at the top left.
  convdesk.verbs.fit = wanted => { fits = wanted; refit(); };
  // How much room is left around a frame that is scaled; none where a picture is taken.
  convdesk.verbs.room = wanted => { inset = wanted; refit(); };
  addEventListener('resize', refit);
  return {fit, resize, refit, get size() { return size; }};
})();

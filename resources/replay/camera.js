'use strict';
// Strips of black and white cells above and below the stage tell the desk which moment a grabbed picture shows: after a
// change a grab may still give the picture before, or one made for another size, where one of the strips is wrong.
convdesk.camera = (() => {
  const CELL = 8, CELLS = 16, HEIGHT = 8;
  let strips = null;

  function strip(side) {
    const made = document.createElement('div');
    made.className = 'strip';
    made.style[side] = 0;
    for (let n = 0; n < CELLS; n++) made.append(document.createElement('i'));
    document.body.append(made);
    return made;
  }

  convdesk.verbs.mark = number => {
    if (!strips) {
      strips = ['top', 'bottom'].map(strip);
      document.getElementById('stage').style.inset = `${HEIGHT}px 0`;
      convdesk.stage.refit();
      convdesk.stage.refit();
    }
    for (const made of strips)
      [...made.children].forEach((cell, n) => cell.classList.toggle('on', (number >> n) & 1));
  };
  return {CELL, CELLS, HEIGHT};
})();

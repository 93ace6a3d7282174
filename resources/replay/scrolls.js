'use strict';
// rrweb's quick seek (2.2.2) loses where a page was scrolled to: put it back from our own list.
convdesk.scrolls = (() => {
  let snapshots = [], scrolls = [];

  function follow(events) {
    const first = events.length ? events[0].timestamp : 0;
    snapshots = []; scrolls = [];
    for (const event of events) {
      const at = event.timestamp - first, data = event.data || {};
      if (event.type === 2 && data.node) snapshots.push([at, data.node.id, data.initialOffset || {left: 0, top: 0}]);
      else if (event.type === 3 && data.source === 3) scrolls.push([at, data.id, data.x, data.y]);
    }
  }

  function placesAt(at) {
    const places = new Map();
    let since = -Infinity;
    for (const [when, id, offset] of snapshots) if (when <= at) { since = when; places.clear(); places.set(id, [offset.left, offset.top]); }
    for (const [when, id, x, y] of scrolls) { if (when > at) break; if (when >= since) places.set(id, [x, y]); }
    return places;
  }

  function restore(at, nodeOf) {
    for (const [id, [left, top]] of placesAt(at)) {
      const node = nodeOf(id);
      if (!node) continue;
      if (node.nodeType === Node.DOCUMENT_NODE) { if (node.defaultView) node.defaultView.scrollTo({left, top, behavior: 'instant'}); }
      else if (node.nodeType === Node.ELEMENT_NODE) node.scrollTo({left, top, behavior: 'instant'});
    }
  }
  return {follow, restore};
})();

'use strict';
// What would hold rrweb up is taken out of a recording, or put where it can be shown; how many parts that were is counted.
convdesk.mend = (() => {
  const DOCUMENT = 0, DOCTYPE = 1, ELEMENT = 2, TEXT = 3, CDATA = 4, COMMENT = 5, SVG = 'http://www.w3.org/2000/svg';
  const USUAL = {href: '', width: 1280, height: 800}, known = new Map();

  const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
  const objects = value => Array.isArray(value) ? value.filter(isObject) : [];
  const said = value => typeof value === 'string' ? value : '';
  const isNode = node => isObject(node) && Number.isInteger(node.id) && [0, 1, 2, 3, 4, 5].includes(node.type);

  // Whether an element of that name can be made at all.
  function isTag(tag) {
    if (typeof tag !== 'string') return false;
    if (!known.has(tag)) {
      try { document.createElement(tag); document.createElementNS(SVG, tag); known.set(tag, true); }
      catch (error) { known.set(tag, false); }
    }
    return known.get(tag);
  }

  // A document holds one element, and nothing but one holds a document's parts.
  function childrenOf(node) {
    const found = objects(node.childNodes).filter(isNode);
    if (node.type !== DOCUMENT) return found.filter(child => child.type !== DOCUMENT && child.type !== DOCTYPE);
    const once = new Set();
    return found.filter(child => {
      if (child.type === COMMENT) return true;
      const fits = (child.type === DOCTYPE || child.type === ELEMENT) && !once.has(child.type);
      once.add(child.type);
      return fits;
    });
  }

  // Mend a recorded tree in place; how many of its parts are not shown as they were recorded.
  function tree(top) {
    const stack = [top];
    let count = 0;
    while (stack.length) {
      const node = stack.pop();
      if (node.type === CDATA) node.type = TEXT;
      if (node.type === TEXT || node.type === COMMENT) node.textContent = said(node.textContent);
      else if (node.type === DOCTYPE) for (const name of ['name', 'publicId', 'systemId']) node[name] = said(node[name]);
      else {
        if (node.type === ELEMENT && !isTag(node.tagName)) { node.tagName = 'div'; count++; }
        if (node.type === ELEMENT && !isObject(node.attributes)) node.attributes = {};
        const children = childrenOf(node);
        if (Array.isArray(node.childNodes)) count += node.childNodes.length - children.length;
        node.childNodes = children;
        for (const child of children) stack.push(child);
      }
    }
    return count;
  }

  // The number of parts of a full snapshot that are mended; null where it has no page.
  function page(data) {
    const root = isObject(data) && data.node;
    if (!isNode(root) || root.type !== DOCUMENT) return null;
    const count = tree(root);
    if (!root.childNodes.some(child => child.type === ELEMENT)) {
      root.childNodes.push({type: ELEMENT, id: -100, tagName: 'html', attributes: {}, childNodes: []});
    }
    return count;
  }

  function change(data) {
    for (const name of ['adds', 'removes', 'texts', 'attributes']) data[name] = objects(data[name]);
    const adds = data.adds.filter(add => isNode(add.node));
    const left = data.adds.length - adds.length;
    data.adds = adds;
    return adds.reduce((sum, add) => sum + tree(add.node), left);
  }

  // Mend all events in place. rrweb forgets what came before an address and size (type 4), so that each stands right
  // before a full snapshot, and only there; elsewhere it is a change of size.
  function events(all) {
    const kept = [];
    let count = 0, size = null;
    for (const event of all) {
      const {type, data, timestamp} = event;
      if (type === 4) {
        if (size) kept.push({type: 3, timestamp, data: {source: 4, width: data.width, height: data.height}});
        size = data;
      } else if (type === 2) {
        const mended = page(data);
        if (mended !== null) kept.push({type: 4, timestamp, data: size || USUAL}, event);
        count += mended === null ? 1 : mended;
      } else {
        if (type === 3 && isObject(data) && data.source === 0) count += change(data);
        kept.push(event);
      }
    }
    return {events: kept, count};
  }

  function idsIn(top) {
    const ids = [], stack = [top];
    while (stack.length) {
      const node = stack.pop();
      ids.push(node.id);
      if (node.childNodes) stack.push(...node.childNodes);
    }
    return ids;
  }

  // The additions that hang on something that is there, on one another or on a frame that may come.
  function rooted(adds, has) {
    const waiting = new Map(), kept = new Set();
    for (const add of adds) {
      if (!waiting.has(add.parentId)) waiting.set(add.parentId, []);
      waiting.get(add.parentId).push(add);
    }
    const ready = adds.filter(add => has(add.parentId) || add.node.type === DOCUMENT);
    while (ready.length) {
      const add = ready.pop();
      if (kept.has(add)) continue;
      kept.add(add);
      for (const id of idsIn(add.node)) ready.push(...waiting.get(id) || []);
    }
    return adds.filter(add => kept.has(add));
  }

  // Additions before a sibling that never comes, or before one another in a circle, come last instead: rrweb would
  // look for it for half a second each time, and then leave them out.
  function settle(adds, has) {
    const byId = new Map(adds.map(add => [add.node.id, add])), done = new Set();
    let count = 0;
    for (const add of adds) {
      const way = new Set();
      for (let at = add; at && !done.has(at); at = byId.get(at.nextId)) {
        way.add(at);
        const next = at.nextId, isNone = next === null || next === undefined || next === -1;
        if (!isNone && (byId.has(next) ? way.has(byId.get(next)) : !has(next))) { at.nextId = null; count++; }
      }
      for (const one of way) done.add(one);
    }
    return count;
  }

  // Just before a mutation is made: what of it cannot be made is taken out; how much that was.
  function mutation(data, has) {
    const gone = new Set(data.removes.map(one => one.id));
    const isThere = id => has(id) && !gone.has(id);
    const adds = rooted(data.adds, isThere), left = data.adds.length - adds.length;
    data.adds = adds;
    return left + settle(adds, isThere);
  }

  return {events, mutation};
})();

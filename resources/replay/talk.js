'use strict';
// How the desk and this page speak: the desk asks for a verb by name, the answer comes back through the bridge.
// All of this runs in the application world; a recorded page lives in another world, where scripts are off.
const convdesk = (() => {
  const verbs = {};
  let bridge = null;
  const tell = (name, value) => { if (bridge) bridge.told(name, JSON.stringify(value === undefined ? null : value)); };

  async function answer(number, verb, values) {
    try {
      tell('answer', {number, value: await verbs[verb](...values)});
    } catch (error) {
      tell('answer', {number, error: String(error)});
    }
  }

  new QWebChannel(qt.webChannelTransport, channel => {
    bridge = channel.objects.bridge;
    tell('ready');
  });
  return {verbs, tell, answer};
})();

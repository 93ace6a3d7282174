/**
 * The people who are recorded: who they are, when they came and how they behave.
 * Seeded, so that the same people come out of every run.
 */

/** A small seeded random generator (mulberry32) with the draws the study needs. */
export class Draw {
  constructor(seed) { this.state = seed >>> 0; }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low, high) { return low + (high - low) * this.next(); }
  whole(low, high) { return Math.floor(this.between(low, high + 1)); }
  chance(share) { return this.next() < share; }
  pick(list) { return list[Math.floor(this.next() * list.length)]; }

  /** About normal, from the sum of four even draws. */
  normal(mean, spread) {
    const sum = this.next() + this.next() + this.next() + this.next() - 2;
    return mean + spread * sum * 1.732;
  }

  /** One key of `{key: weight}`. */
  weighted(weights) {
    let rest = this.next() * Object.values(weights).reduce((a, b) => a + b, 0);
    for (const [key, weight] of Object.entries(weights)) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return Object.keys(weights).at(-1);
  }
}

export const SCREENS = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

/** How many people of each kind are recorded: where they get to, on which device. */
const CAST = [
  { device: 'desktop', fate: 'left at Verify email', count: 21 },
  { device: 'phone', fate: 'left at Verify email', count: 8 },
  { device: 'desktop', fate: 'finished', count: 12 },
  { device: 'phone', fate: 'finished', count: 3 },
  { device: 'desktop', fate: 'left at Landing page', count: 3 },
  { device: 'phone', fate: 'left at Landing page', count: 1 },
  { device: 'desktop', fate: 'left at Connect data', count: 2 },
];

const FIRST = ['ada', 'bela', 'cato', 'dina', 'edvin', 'freya', 'goran', 'hedda', 'imre', 'juna',
  'kaia', 'levi', 'mira', 'nils', 'olea', 'petra', 'quim', 'runa', 'selma', 'tor', 'ulla', 'vida',
  'wim', 'xenia', 'ylva', 'zora', 'amin', 'brage', 'celin', 'duru'];
const SECOND = ['birch', 'heron', 'quartz', 'meadow', 'harbour', 'lantern', 'maple', 'otter', 'pebble',
  'raven', 'saffron', 'thistle', 'willow', 'ember', 'fjord', 'juniper', 'kestrel'];
const MOODS = { rager: 5, patient: 4, searcher: 4 };
const DAYS = [2, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 9, 9, 10, 10, 10, 11, 11, 11, 12, 12, 12, 13, 13,
  14, 15, 16, 16, 16, 17, 17, 18, 18, 18, 19, 19, 20, 20, 21, 22, 23, 23];

function start(draw) {
  const hour = draw.weighted({ 6: 2, 7: 5, 8: 9, 9: 10, 10: 9, 11: 6, 12: 7, 13: 9, 14: 8, 15: 6, 16: 4, 17: 3, 18: 3, 19: 3, 20: 2 });
  return Date.UTC(2026, 2, draw.pick(DAYS), Number(hour), draw.whole(0, 59), draw.whole(0, 59), draw.whole(0, 999));
}

function hex(draw, digits) {
  return Array.from({ length: digits }, () => draw.whole(0, 15).toString(16)).join('');
}

function person(draw, userNumber, { device, fate }) {
  const name = `${draw.pick(FIRST)}.${draw.pick(SECOND)}${draw.whole(2, 98)}`;
  return {
    userId: `u-${String(userNumber).padStart(5, '0')}`,
    sessionId: `s-${hex(draw, 8)}`,
    email: `${name}@example.${draw.pick(['com', 'org', 'net'])}`,
    name: name[0].toUpperCase() + name.slice(1, name.indexOf('.')),
    device,
    fate,
    mood: draw.weighted(MOODS),
    pace: draw.between(0.8, 1.3),
    start: start(draw),
    seed: draw.whole(1, 2 ** 31),
  };
}

export function personas(seed = 20260301) {
  const draw = new Draw(seed);
  const numbers = new Set();
  const people = [];
  for (const part of CAST) {
    for (let i = 0; i < part.count; i += 1) {
      let number = draw.whole(3, 2390);
      while (numbers.has(number)) number = draw.whole(3, 2390);
      numbers.add(number);
      people.push(person(draw, number, part));
    }
  }
  return people;
}

/**
 * Records the scripted visitors with the real rrweb recorder in a real Chromium
 * and takes the pages' screenshots. Writes ../recordings, ../recordings.csv, ../pages and ../pages.csv.
 *
 *   node record.mjs [--pages-only] [--missing]
 *
 * --pages-only takes the screenshots alone; --missing keeps the recordings that are there.
 * CHROMIUM names the browser's program if it is not /usr/bin/chromium.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { personas, SCREENS } from './personas.mjs';
import { Visitor } from './visitor.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const STUDY = path.dirname(HERE);
const SITE = 'https://app.plotline.example';
const AT_ONCE = 4;
const PAGES = ['landing', 'sign-up', 'verify-email', 'profile', 'connect-data', 'first-report'];
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

/** Serves the site's files at its made-up address, and `ok()` as the answer to a code. */
async function serveSite(context, ok) {
  await context.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/api/verify') {
      await new Promise((done) => { setTimeout(done, 350); });
      return route.fulfill({ json: { ok: ok() } });
    }
    const name = pathname === '/' ? '/landing.html' : pathname;
    const file = path.join(HERE, 'site', path.extname(name) ? name : `${name}.html`);
    if (!fs.existsSync(file)) return route.fulfill({ status: 404, body: '' });
    return route.fulfill({ path: file, contentType: TYPES[path.extname(file)] });
  });
}

function openContext(browser, device) {
  const phone = device === 'phone';
  return browser.newContext({ viewport: SCREENS[device], hasTouch: phone, isMobile: phone, locale: 'en-GB' });
}

/** Starts rrweb in every page of the context; the identify event comes with the first page. */
function recorderScript({ userId, sessionId }) {
  const rrweb = fs.readFileSync(path.join(HERE, 'node_modules/rrweb/umd/rrweb.min.js'), 'utf8');
  const identity = JSON.stringify({ user_id: userId, session_id: sessionId });
  return `(() => {
    if (window.top !== window) return;
    const module = undefined, exports = undefined, define = undefined;
    ${rrweb};
    addEventListener('DOMContentLoaded', () => {
      rrweb.record({ emit: (event) => emitEvent(event), maskInputOptions: { password: true } });
      if (sessionStorage.identified) return;
      sessionStorage.identified = '1';
      rrweb.record.addCustomEvent('identify', ${identity});
    });
  })()`;
}

async function recordVisit(browser, persona) {
  const context = await openContext(browser, persona.device);
  const events = [];
  let codeWorks = false;
  await serveSite(context, () => codeWorks);
  await context.exposeBinding('emitEvent', (_source, event) => { events.push(event); });
  await context.addInitScript({ content: recorderScript(persona) });
  const page = await context.newPage();
  await page.goto(`${SITE}/`);
  await new Visitor(page, persona).visit(() => { codeWorks = true; });
  await page.waitForTimeout(600);
  await context.close();
  return shiftedTo(persona.start, events);
}

/** The events in order of time, moved by one offset so that the first comes at `start`. */
function shiftedTo(start, events) {
  const ordered = events.toSorted((a, b) => a.timestamp - b.timestamp);
  const offset = start - ordered[0].timestamp;
  return ordered.map((event) => ({ ...event, timestamp: event.timestamp + offset }));
}

const fileOf = (persona) => `recordings/${persona.userId}_${persona.sessionId}.json`;
const isRecorded = (persona) => fs.existsSync(path.join(STUDY, fileOf(persona)));

function writeRecording(persona, events) {
  fs.writeFileSync(path.join(STUDY, fileOf(persona)), JSON.stringify(events));
  const seconds = (events.at(-1).timestamp - events[0].timestamp) / 1000;
  console.log(fileOf(persona), persona.device, persona.fate, `${events.length} events`, `${seconds.toFixed(0)} s`);
}

function writeTable(name, header, rows) {
  const lines = [header, ...rows.toSorted()].map((row) => row.join(','));
  fs.writeFileSync(path.join(STUDY, name), `${lines.join('\n')}\n`);
}

async function recordAll(browser, people, onlyMissing) {
  if (!onlyMissing) fs.rmSync(path.join(STUDY, 'recordings'), { recursive: true, force: true });
  fs.mkdirSync(path.join(STUDY, 'recordings'), { recursive: true });
  const waiting = people.filter((persona) => !isRecorded(persona));
  const worker = async () => {
    for (let persona = waiting.shift(); persona; persona = waiting.shift()) {
      writeRecording(persona, await recordVisit(browser, persona));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const rows = people.map((persona) => [fileOf(persona), persona.userId, persona.sessionId]);
  writeTable('recordings.csv', ['file', 'user_id', 'session_id'], rows);
}

/** The verify page is shown as most people left it: with a code typed and refused. */
async function refuseCode(page) {
  await page.fill('#code', '481920');
  await page.click('#verify');
  await page.getByText('That code has expired').waitFor();
  await page.locator('#code').blur();
  await page.mouse.move(2, 2);
}

async function takeScreenshots(browser) {
  fs.mkdirSync(path.join(STUDY, 'pages'), { recursive: true });
  const rows = [];
  for (const [device, { width }] of Object.entries(SCREENS)) {
    const context = await openContext(browser, device);
    await serveSite(context, () => false);
    const page = await context.newPage();
    for (const slug of PAGES) {
      const address = slug === 'landing' ? '/' : `/${slug}`;
      const file = `pages/${slug}-${width}.png`;
      await page.goto(SITE + address);
      if (slug === 'verify-email') await refuseCode(page);
      await page.screenshot({ path: path.join(STUDY, file), fullPage: true });
      rows.push([address, width, file]);
    }
    await context.close();
  }
  writeTable('pages.csv', ['page', 'width', 'file'], rows);
}

async function main(options) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  await takeScreenshots(browser);
  if (!options.includes('--pages-only')) await recordAll(browser, personas(), options.includes('--missing'));
  await browser.close();
}

await main(process.argv.slice(2));

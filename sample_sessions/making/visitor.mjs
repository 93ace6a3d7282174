/**
 * One scripted visitor: a hand (mouse or finger), and what each kind of visitor
 * does on the pages of the made-up product.
 */
import { Draw } from './personas.mjs';

const CODES_TRIED = ['481920', '730155', '264803', '915377', '602248', '118934'];
const GOALS = ['New customers by week', 'tickets per team', 'Sign-ups and what they cost', 'weekly revenue, nothing else'];

class Hand {
  constructor(page, persona) {
    this.page = page;
    this.persona = persona;
    this.draw = new Draw(persona.seed);
    this.touch = persona.device === 'phone';
    this.at = { x: this.draw.between(200, 1100), y: this.draw.between(150, 700) };
  }

  async pause(low, high) {
    await this.page.waitForTimeout(this.draw.between(low, high) * this.persona.pace);
  }

  /** A place inside the element, more often near its middle. */
  async placeIn(selector) {
    const target = this.page.locator(selector).first();
    const box = await this.bringIntoView(target);
    const inside = (spread) => Math.min(0.93, Math.max(0.07, this.draw.normal(0.5, spread)));
    const width = Math.min(box.width, 300);
    return { x: box.x + width * inside(0.19), y: box.y + box.height * inside(0.17) };
  }

  async bringIntoView(target) {
    const { height } = this.page.viewportSize();
    for (let tries = 0; tries < 12; tries += 1) {
      const box = await this.boxAtRest(target);
      const middle = box.y + box.height / 2;
      if (middle > 60 && middle < height - 40) return box;
      await this.scroll(Math.max(-700, Math.min(700, middle - height * this.draw.between(0.4, 0.6))));
    }
    return target.boundingBox();
  }

  /** The element's box once the page no longer scrolls under it. */
  async boxAtRest(target) {
    let box = await target.boundingBox();
    for (let tries = 0; tries < 20; tries += 1) {
      const before = box;
      await this.page.waitForTimeout(60);
      box = await target.boundingBox();
      if (box.y === before.y) break;
    }
    return box;
  }

  /** Along a slightly bent path, with uneven steps. */
  async moveTo(place) {
    if (this.touch) return;
    const from = this.at;
    const far = Math.hypot(place.x - from.x, place.y - from.y);
    const steps = Math.max(4, Math.min(22, Math.round(far / this.draw.between(28, 48))));
    const bend = this.draw.normal(0, far * 0.09);
    for (let i = 1; i <= steps; i += 1) {
      const t = 0.5 - Math.cos((Math.PI * i) / steps) / 2;
      const off = bend * Math.sin(Math.PI * t);
      const x = from.x + (place.x - from.x) * t + (off * (from.y - place.y)) / (far || 1);
      const y = from.y + (place.y - from.y) * t + (off * (place.x - from.x)) / (far || 1);
      await this.page.mouse.move(x, y);
      await this.page.waitForTimeout(this.draw.between(9, 26));
    }
    this.at = place;
  }

  async press(place) {
    if (this.touch) return this.page.touchscreen.tap(place.x, place.y);
    await this.page.mouse.down();
    await this.page.waitForTimeout(this.draw.between(35, 95));
    await this.page.mouse.up();
  }

  async click(selector) {
    const place = await this.placeIn(selector);
    await this.moveTo(place);
    await this.pause(60, 260);
    await this.press(place);
  }

  /** Three or more clicks at one place, each less than a second after the one before. */
  async rageClick(selector) {
    const place = await this.placeIn(selector);
    await this.moveTo(place);
    const clicks = this.draw.whole(3, 6);
    for (let i = 0; i < clicks; i += 1) {
      const near = { x: place.x + this.draw.between(-2, 2), y: place.y + this.draw.between(-2, 2) };
      if (!this.touch) await this.page.mouse.move(near.x, near.y);
      await this.press(near);
      await this.page.waitForTimeout(this.draw.between(110, 330));
    }
  }

  async type(selector, text) {
    await this.click(selector);
    await this.pause(120, 300);
    await this.rubOut(selector);
    for (const letter of text) {
      await this.page.keyboard.type(letter);
      await this.page.waitForTimeout(this.draw.between(35, 120) * this.persona.pace);
    }
  }

  async rubOut(selector) {
    const { length } = await this.page.inputValue(selector);
    if (length) await this.page.keyboard.press('End');
    for (let i = 0; i < length; i += 1) await this.page.keyboard.press('Backspace', { delay: 25 });
  }

  async scroll(distance) {
    if (this.touch) return this.swipe(distance);
    const turns = Math.max(1, Math.round(Math.abs(distance) / 120));
    for (let i = 0; i < turns; i += 1) {
      await this.page.mouse.wheel(0, distance / turns);
      await this.page.waitForTimeout(this.draw.between(30, 90));
    }
    await this.pause(150, 350);
  }

  /** A finger drags the page; its last step is short, so that the page does not fly far. */
  async swipe(distance) {
    this.cdp ??= await this.page.context().newCDPSession(this.page);
    const reach = Math.max(-420, Math.min(420, distance));
    const x = this.draw.between(150, 290);
    const from = 420 + reach / 2 + this.draw.between(-30, 30);
    const steps = this.draw.whole(8, 14);
    await this.touchAt('touchStart', x, from);
    for (let i = 1; i <= steps; i += 1) {
      await this.touchAt('touchMove', x + i * 0.6, from - (reach * Math.sin((Math.PI * i) / steps / 2)));
      await this.page.waitForTimeout(16);
    }
    await this.touchAt('touchEnd');
    await this.pause(200, 450);
  }

  touchAt(type, x, y) {
    return this.cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  }

  async wander() {
    const { width, height } = this.page.viewportSize();
    const place = { x: this.draw.between(0.2, 0.8) * width, y: this.draw.between(0.15, 0.8) * height };
    await (this.touch ? this.scroll(this.draw.between(-160, 220)) : this.moveTo(place));
    await this.pause(250, 700);
  }
}

export class Visitor extends Hand {
  /** Plays the whole visit; `codeWorks()` is called when this visitor's code is good. */
  async visit(codeWorks) {
    this.codeWorks = codeWorks;
    await this.landing();
    if (this.persona.fate === 'left at Landing page') return this.leave();
    await this.signUp();
    if (this.persona.fate === 'left at Verify email') return this.giveUpVerifying();
    await this.verify();
    await this.profile();
    await this.connectData(this.persona.fate === 'finished');
    if (this.persona.fate === 'finished') await this.firstReport();
    return this.leave();
  }

  async arrive(path) {
    await this.page.waitForURL((url) => url.pathname === path);
    await this.pause(500, 1100);
  }

  async leave() {
    await this.wander();
    await this.pause(600, 1800);
  }

  async landing() {
    const leaves = this.persona.fate === 'left at Landing page';
    await this.pause(500, 1200);
    await this.wander();
    if (this.draw.chance(0.25)) await this.click(this.draw.pick(['#hero-chart', '.hero h1']));
    const reads = leaves ? this.draw.whole(4, 7) : this.draw.whole(0, 4);
    for (let i = 0; i < reads; i += 1) {
      await this.scroll(this.draw.between(240, 620));
      if (this.draw.chance(0.3)) await this.wander();
    }
    if (leaves || this.draw.chance(0.22)) await this.readPrices(leaves);
    if (leaves) return;
    const button = reads >= 4 ? this.draw.pick(['#choose-free', '#choose-team', '#nav-start']) : '#start-free';
    await this.click(button);
  }

  async readPrices(leaves) {
    await this.click('#nav-pricing');
    await this.pause(700, 1500);
    if (leaves && this.draw.chance(0.7)) await this.click('#question-stop summary');
    if (leaves && this.draw.chance(0.5)) await this.click('.plans .card:nth-child(2) .price');
    if (leaves && this.draw.chance(0.5)) await this.click('#question-copy summary');
  }

  async signUp() {
    await this.arrive('/sign-up');
    await this.type('#email', this.persona.email);
    await this.type('#password', `pl-${this.persona.seed % 1e7}`);
    await this.click('#agree');
    await this.pause(200, 500);
    await this.click('#create-account');
    await this.arrive('/verify-email');
  }

  async verify() {
    if (this.draw.chance(0.25)) await this.enterCode();
    this.codeWorks();
    await this.pause(500, 1500);
    await this.enterCode('357' + this.draw.whole(100, 999));
    await this.arrive('/profile');
  }

  async enterCode(code = this.draw.pick(CODES_TRIED)) {
    await this.type('#code', code);
    await this.pause(150, 500);
    await this.click('#verify');
    await this.pause(700, 1300);
  }

  async giveUpVerifying() {
    await this.pause(700, 2000);
    await this.enterCode();
    for (const action of this.waysToTry()) await this.tryOnce(action);
    await this.leave();
  }

  waysToTry() {
    const weights = {
      rager: { resend: 6, rage: 3, verify: 3, code: 2, envelope: 1, 'no-mail': 1, wander: 1 },
      patient: { resend: 6, code: 4, verify: 2, wait: 3, help: 1, wander: 1 },
      searcher: { resend: 4, envelope: 3, 'no-mail': 3, help: 2, code: 2, verify: 2, wander: 2, rage: 0.4 },
    }[this.persona.mood];
    const count = this.draw.whole(6, 12);
    const ways = Array.from({ length: count }, () => this.draw.weighted(weights));
    return ['resend', ...(this.persona.mood === 'rager' ? ['rage'] : []), ...ways];
  }

  async tryOnce(action) {
    if (action === 'resend') await this.click('#resend');
    if (action === 'rage') await this.rageClick('#resend');
    if (action === 'verify') await this.click('#verify');
    if (action === 'code') await this.enterCode();
    if (action === 'envelope' || action === 'no-mail') await this.click(`#${action}`);
    if (action === 'help') await this.readHelp();
    if (action === 'wander') await this.wander();
    await this.pause(...(action === 'wait' ? [1800, 3500] : [450, 1300]));
  }

  async readHelp() {
    await this.click('#help-link');
    await this.pause(1200, 2200);
    await this.click('#help-close');
  }

  async profile() {
    await this.type('#name', this.persona.name);
    await this.moveTo(await this.placeIn('#role'));
    await this.page.selectOption('#role', { index: this.draw.whole(1, 5) });
    await this.pause(200, 500);
    await this.click(`label:has(#team-${this.draw.pick(['one', 'small', 'small', 'medium', 'large'])})`);
    if (this.draw.chance(0.4)) await this.type('#goal', this.draw.pick(GOALS));
    await this.click('#save-profile');
    await this.arrive('/connect-data');
  }

  async connectData(connects) {
    const sources = ['sheet', 'sheet', 'database', 'web', 'support', 'payments', 'sample'];
    const looks = connects ? this.draw.whole(1, 2) : this.draw.whole(3, 5);
    for (let i = 0; i < looks; i += 1) {
      await this.click(`label:has(#source-${this.draw.pick(sources)})`);
      await this.pause(400, 1100);
    }
    if (!connects) {
      await this.click('#access-note');
      return this.pause(800, 1600);
    }
    await this.click('#connect');
    return this.arrive('/first-report');
  }

  async firstReport() {
    await this.pause(500, 1200);
    if (this.draw.chance(0.7)) await this.click('#by-month');
    if (this.draw.chance(0.4)) await this.click('#by-week');
    if (this.draw.chance(0.4)) await this.click('#chart');
    if (this.draw.chance(0.45)) {
      await this.type('#teammate', `colleague${this.draw.whole(2, 99)}@example.org`);
      await this.click('#invite');
    }
  }
}

/**
 * The page's frames. All that moves by itself (news from the worker, dots, the clock) moves in these, and they come as often as
 * the main thread can spare: at every frame of the display where one costs little, a few times a second where one costs much.
 * What the user does is never held up by them.
 */

/** Of the main thread's time, how much frames may take in the long run. */
const SHARE = 0.11;
/** One frame that costs as much as this may be followed by another at once: both have room in one of the display's. */
const BURST_MILLISECONDS = 6;
/** However dear frames are, the page is never older than this. */
const LONGEST_WAIT_MILLISECONDS = 400;

/** Pure: when the next frame may come. What frames cost is a debt, and time pays it off. */
export class FrameBudget {
  private debt = 0;
  private paidAt = 0;

  spend(cost: number, at: number): void {
    this.pay(at);
    this.debt = Math.min(this.debt + cost, BURST_MILLISECONDS + LONGEST_WAIT_MILLISECONDS * SHARE);
  }

  /** Milliseconds to wait from `at` on; 0: none. */
  wait(at: number): number {
    this.pay(at);
    return Math.max(0, (this.debt - BURST_MILLISECONDS) / SHARE);
  }

  private pay(at: number): void {
    this.debt = Math.max(0, this.debt - (at - this.paidAt) * SHARE);
    this.paidAt = at;
  }
}

export type Draw = (at: number) => void;

const budget = new FrameBudget();
const wanted = new Set<Draw>();
/** What is laid out anew in one go and costs a frame by itself: one of these a frame, and none beside news. */
const heavy = new Set<Draw>();
let request = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let began = 0;
/** News and heavy things take turns. */
let heavyTurn = false;
let running = false;
const afterFrame = typeof MessageChannel === 'undefined' ? undefined : new MessageChannel();

/** Draws in the next frame that the budget has room for; asked twice, it draws once. */
export function nextFrame(draw: Draw): void {
  wanted.add(draw);
  plan();
}

/** The same for what costs a frame by itself: it gets one of its own. */
export function frameOfItsOwn(draw: Draw): void {
  heavy.add(draw);
  plan();
}

/** A frame that runs plans the next one itself, when its cost is known. */
function plan(): void {
  if (running || request !== 0 || timer !== undefined) return;
  const wait = budget.wait(performance.now());
  if (wait < 1) ask();
  else
    timer = setTimeout(() => {
      timer = undefined;
      ask();
    }, wait);
}

/** Draws in the display's next frame, whatever it costs: somebody waits for this. */
export function urgentFrame(draw: Draw): void {
  wanted.add(draw);
  heavyTurn = false;
  clearTimeout(timer);
  timer = undefined;
  ask();
}

export function forgetFrame(draw: Draw): void {
  heavy.delete(draw);
  wanted.delete(draw);
}

function ask(): void {
  if (request === 0) request = requestAnimationFrame(run);
}

/** What the browser does after the callbacks (style, layout, paint) is part of the cost: a message sent now is heard after it. */
function run(at: number): void {
  request = 0;
  began = performance.now();
  running = afterFrame !== undefined;
  const own = heavyTurn ? heavy.values().next().value : undefined;
  const now = own ? [own] : [...wanted];
  if (own) heavy.delete(own);
  else wanted.clear();
  heavyTurn = !own;
  afterFrame?.port2.postMessage(0);
  for (const draw of now) draw(at);
}

if (afterFrame) {
  afterFrame.port1.onmessage = () => {
    const ended = performance.now();
    running = false;
    budget.spend(ended - began, ended);
    if (wanted.size + heavy.size > 0) plan();
  };
}

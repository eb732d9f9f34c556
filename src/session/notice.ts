import type { Phrase } from './phrases';
import type { ClockView } from './protocol';

/** What the session says beside the clock. Words that are said again are another notice: they have another number. */
export class Notice {
  words: Phrase | undefined;
  #told: Phrase | undefined;
  #number = 0;

  /** As the page hears it; nothing when nothing is said. */
  view(): Pick<ClockView, 'notice' | 'noticeNumber'> {
    if (this.words !== this.#told) this.#number++;
    this.#told = this.words;
    return this.words ? { notice: this.words, noticeNumber: this.#number } : {};
  }
}

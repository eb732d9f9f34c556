const FIRST = 0x9e3779b1;
const SECOND = 0x85ebca77;
const buffer = new Float64Array(1);
const words = new Uint32Array(buffer.buffer);

type Hashes = WeakMap<object, readonly [number, number]>;

/** So many hashes are remembered, and as many older ones. */
const GENERATION = 20_000;

/**
 * Hashes of shared, immutable objects: each is walked once while messages carry it. The old half is forgotten when the new
 * one is full: objects that live for long, as what lies in etcd does, would each keep a hash that nobody asks for again.
 */
class KnownHashes {
  #new: Hashes = new WeakMap();
  #old: Hashes = new WeakMap();
  #count = 0;

  get(value: object): readonly [number, number] | undefined {
    const hash = this.#new.get(value);
    if (hash) return hash;
    const older = this.#old.get(value);
    if (older) this.set(value, older);
    return older;
  }

  set(value: object, hash: readonly [number, number]): void {
    if (this.#count++ === GENERATION) {
      this.#old = this.#new;
      this.#new = new WeakMap();
      this.#count = 1;
    }
    this.#new.set(value, hash);
  }
}

const known = new KnownHashes();

/** A 64-bit hash over plain data, in the order it is given; the same in every JavaScript engine. */
export class Fingerprint {
  #a = 0x243f6a88;
  #b = 0x13198a2e;

  copy(): Fingerprint {
    const copy = new Fingerprint();
    copy.#a = this.#a;
    copy.#b = this.#b;
    return copy;
  }

  addWord(word: number): void {
    this.#a = Math.imul(this.#a ^ word, FIRST);
    this.#a = (this.#a << 13) | (this.#a >>> 19);
    this.#b = Math.imul(this.#b + word, SECOND);
    this.#b ^= this.#b >>> 15;
  }

  addNumber(value: number): void {
    buffer[0] = value;
    this.addWord(words[0]!);
    this.addWord(words[1]!);
  }

  addText(text: string): void {
    this.addWord(text.length);
    for (let index = 0; index < text.length; index++) this.addWord(text.charCodeAt(index));
  }

  /** Any plain data: its own keys in their order. Undefined fields count as absent. */
  addValue(value: unknown): void {
    if (typeof value === 'string') this.addText(value);
    else if (typeof value === 'number') this.addNumber(value);
    else if (typeof value === 'boolean') this.addWord(value ? 3 : 5);
    else if (value === null || value === undefined) this.addWord(7);
    else if (typeof value === 'object') this.#addObject(value);
    else throw new Error(`a message holds a ${typeof value}: only plain data can be sent`);
  }

  toString(): string {
    return [this.#a, this.#b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #addObject(value: object): void {
    let hash = known.get(value);
    if (!hash) {
      const inner = new Fingerprint();
      if (Array.isArray(value)) for (const item of value) inner.addValue(item);
      else for (const [key, field] of Object.entries(value)) inner.#addField(key, field);
      hash = [inner.#a, inner.#b];
      known.set(value, hash);
    }
    this.addWord(hash[0]);
    this.addWord(hash[1]);
  }

  #addField(key: string, field: unknown): void {
    if (field === undefined) return;
    this.addText(key);
    this.addValue(field);
  }
}

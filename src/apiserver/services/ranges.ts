/** The addresses and ports that services get, as kubeadm sets them up. Pure: what is free is decided elsewhere. */

export interface AddressRange {
  /** As a number: 10.96.0.0. */
  readonly base: number;
  readonly size: number;
}

/** 10.96.0.0/12. */
export const serviceAddresses: AddressRange = { base: addressNumber('10.96.0.0')!, size: 2 ** 20 };

export const serviceAddressesText = '10.96.0.0/12';

export interface PortRange {
  readonly first: number;
  readonly size: number;
}

export const nodePorts: PortRange = { first: 30_000, size: 2768 };
export const nodePortsText = '30000-32767';

/** The number of an IPv4 address; undefined for what is none. */
export function addressNumber(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

export const addressText = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/** Neither the network's own address nor the last one. */
export function isInRange(address: string, { base, size }: AddressRange): boolean {
  const number = addressNumber(address);
  return number !== undefined && number > base && number < base + size - 1;
}

/**
 * What is taken without being asked for comes from above this offset: below it people choose for themselves. A sixteenth
 * of the addresses (a thirty-second of the ports), within bounds.
 */
export const staticAddresses = ({ size }: AddressRange): number => Math.min(Math.max(16, Math.floor(size / 16)), 256);
export const staticPorts = ({ size }: PortRange): number => Math.min(Math.max(16, Math.floor(size / 32)), 128);

/** Which ports of a range are taken, a bit each. */
export class PortSet {
  private readonly bytes: Uint8Array;
  private readonly range: PortRange;

  constructor(range: PortRange, bytes?: Uint8Array) {
    this.range = range;
    this.bytes = bytes ? bytes.slice() : new Uint8Array(Math.ceil(range.size / 8));
  }

  static read(range: PortRange, text: string): PortSet {
    return new PortSet(
      range,
      Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
    );
  }

  /** Two hex digits for eight ports. */
  write(): string {
    return Array.from(this.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  has(port: number): boolean {
    const offset = port - this.range.first;
    return ((this.bytes[offset >> 3] ?? 0) & (1 << (offset & 7))) !== 0;
  }

  covers(port: number): boolean {
    return port >= this.range.first && port < this.range.first + this.range.size;
  }

  add(port: number): void {
    const offset = port - this.range.first;
    this.bytes[offset >> 3]! |= 1 << (offset & 7);
  }

  remove(port: number): void {
    const offset = port - this.range.first;
    this.bytes[offset >> 3]! &= ~(1 << (offset & 7));
  }

  /** A free port, searched from a random one on; the lower band only when nothing else is left. */
  free(random: (below: number) => number): number | undefined {
    const { first, size } = this.range;
    const low = staticPorts(this.range);
    return this.freeIn(first + low, size - low, random(size - low)) ?? this.freeIn(first, low, random(low));
  }

  private freeIn(first: number, size: number, from: number): number | undefined {
    for (let step = 0; step < size; step++) {
      const port = first + ((from + step) % size);
      if (!this.has(port)) return port;
    }
    return undefined;
  }
}

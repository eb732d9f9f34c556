import { describe, expect, it } from 'vitest';
import { dragged, isShut, mostOf, paneSizes, SHUT } from './pane-sizes';

const LAPTOP = { width: 1440, height: 900 };
const TABLET = { width: 1024, height: 768 };
/** 1440 × 900 at a quarter more. */
const PROJECTOR = { width: 1152, height: 720 };

describe('panes', () => {
  it('suit the window until somebody chooses', () => {
    expect(paneSizes(LAPTOP, {})).toEqual({ editor: 332, records: 310, inspector: 328 });
    expect(paneSizes({ width: 1920, height: 1080 }, {})).toEqual({ editor: 380, records: 352, inspector: 400 });
    for (const room of [TABLET, PROJECTOR]) {
      const { editor, inspector, records } = paneSizes(room, {});
      expect(room.width - editor - inspector).toBeGreaterThan(500);
      expect(room.height - 48 - records).toBeGreaterThan(380);
    }
  });

  it('are as chosen, and never leave the picture less than it needs', () => {
    const chosen = { editor: { size: 700 }, inspector: { size: 600 }, records: { size: 900 } };
    for (const room of [LAPTOP, TABLET, PROJECTOR, { width: 1920, height: 1080 }]) {
      const { editor, inspector, records } = paneSizes(room, chosen);
      expect(room.width - editor - inspector).toBeGreaterThanOrEqual(inspector > 200 ? 300 : 100);
      expect(room.height - 48 - records).toBeGreaterThanOrEqual(180);
    }
    expect(paneSizes({ width: 2400, height: 1200 }, chosen)).toEqual({ editor: 700, inspector: 600, records: 900 });
  });

  it('shut leave their separator, and open at the size they had', () => {
    expect(paneSizes(LAPTOP, { editor: { size: 400, shut: true } }).editor).toBe(SHUT);
    expect(paneSizes(LAPTOP, { editor: { size: 400 } }).editor).toBe(400);
  });

  it('leave the inspector shut where there is no room for three, until somebody opens it', () => {
    const small = { width: 819, height: 614 };
    expect(paneSizes(small, {}).inspector).toBe(SHUT);
    expect(isShut('inspector', small, {})).toBe(true);
    expect(paneSizes(small, { inspector: { shut: false } }).inspector).toBe(232);
    expect(isShut('inspector', TABLET, {})).toBe(false);
  });

  it('are shut by being dragged to almost nothing, and stop where the picture begins', () => {
    const sizes = paneSizes(LAPTOP, {});
    const most = mostOf('editor', LAPTOP, sizes);
    expect(dragged(60, 'editor', most)).toEqual({ shut: true });
    expect(dragged(130, 'editor', most)).toEqual({ size: 200 });
    expect(dragged(5000, 'editor', most)).toEqual({ size: 1440 - 300 - 328 });
  });
});

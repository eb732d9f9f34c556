import { useEffect } from 'react';

const SOON_MILLISECONDS = 1500;

/** Fetches what the first screen does not need once that is drawn, so that it is there before anybody asks for it. */
export function useFetchedSoon(fetch: () => Promise<unknown>, milliseconds = SOON_MILLISECONDS): void {
  useEffect(() => {
    // Who opens it asks again, and hears why it can't be had.
    const timer = setTimeout(() => void fetch().catch(() => undefined), milliseconds);
    return () => clearTimeout(timer);
  }, [fetch, milliseconds]);
}

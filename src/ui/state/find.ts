import { create } from 'zustand';
import { EVERYTHING, type Find } from '../ownership/forest';

/** What the reader looks for, in whichever picture. */
export const useFind = create<Find>(() => EVERYTHING);

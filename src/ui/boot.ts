import { startEarly } from '../session/connection';

// The page and the simulation are fetched side by side: this script is small, and first.
startEarly();
void import('./main');

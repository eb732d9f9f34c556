import { laterEnglish } from './english/later';
import { addEnglish } from './language';

// Whoever imports this has the sections of the catalogue that are not there from the start.
addEnglish(laterEnglish);

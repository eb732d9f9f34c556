/**
 * Korean particles follow the sound before them. A sentence of the catalogue writes both, `{{name}}[을/를]`; here the one that fits is chosen.
 * Names are mostly Latin letters and figures, so their sound is guessed as people in the trade read them: 파드, 디플로이먼트, 쿠블릿, 웹.
 */
const PARTICLES = /(.)\[(은\/는|이\/가|을\/를|과\/와|으로\/로|이라\/라|이에요\/예요|이며\/며|이고\/고)\]/gu;

export function withParticles(sentence: string): string {
  if (!sentence.includes('[')) return sentence;
  return sentence.replace(PARTICLES, (_whole, last: string, pair: string, at: number) => {
    const slash = pair.indexOf('/');
    const [closed, open] = [pair.slice(0, slash), pair.slice(slash + 1)];
    const end = endOf(sentence.slice(0, at + last.length));
    // 로 follows ㄹ as it follows a vowel.
    return last + (end === 'open' || (end === 'liquid' && closed === '으로') ? open : closed);
  });
}

type End = 'open' | 'closed' | 'liquid';

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
const LIQUID = 8;

/** 영 일 이 삼 사 오 육 칠 팔 구 */
const figures: readonly End[] = [
  'closed',
  'liquid',
  'open',
  'closed',
  'open',
  'open',
  'closed',
  'liquid',
  'liquid',
  'open',
];

/** How the text ends when it is said: with a vowel, a consonant, or ㄹ. Signs and quotes at its end are not said. */
function endOf(text: string): End {
  const said = text.replace(/[^\p{L}\p{N}]+$/u, '');
  const code = said.charCodeAt(said.length - 1);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const final = (code - FIRST_SYLLABLE) % FINALS;
    return final === 0 ? 'open' : final === LIQUID ? 'liquid' : 'closed';
  }
  const figure = figures[code - 48];
  return figure ?? latinEnd(said.toLowerCase());
}

function latinEnd(word: string): End {
  if (/(l|le)$/.test(word)) return 'liquid';
  if (/(m|n|ng|me|ne)$/.test(word)) return 'closed';
  return /[aeiou](b|c|ck|k|p|t)$/.test(word) ? 'closed' : 'open';
}

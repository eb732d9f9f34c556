import type { terminal as english } from '../english/terminal';
import type { Translation } from '../translation';

export const terminal: Translation<typeof english> = {
  title: '노트북의 터미널. Escape로 나가고, F6로 다음 창으로 갑니다.',
  welcome: '노트북의 kubectl입니다. help를 치거나 Tab을 누르세요.',
  tooLong: '{{count, number}}글자는 명령줄이 아닙니다. 아무것도 받지 않았으니 편집기에서 여세요.',
  stands: '시계가 멈춰 있습니다. 다시 흐르면 응답이 옵니다.',
  paced: '자동 속도는 모든 메시지를 보여 주므로 응답에 시간이 걸립니다.',
  more_other: '외 {{count, number}}개',
  help1: '여기 있는 것은 kubectl(줄여서 k)입니다. 시뮬레이션 속 노트북에 있는 여느 클라이언트와 같습니다.',
  help2: '보내는 요청은 모두 그려지고, 기록되고, 따라갈 수 있습니다. kubectl get pods -w를 실행해 두고',
  help3: '편집기에서 무언가를 적용해 보세요. 편집기의 파일이 이 폴더에 있습니다.',
  helpKeys: 'Tab 자동 완성   ↑ ↓ 이전 명령   Ctrl R 이전 명령 검색   Ctrl C 중단   Esc 터미널 나가기',
  helpAnd: '그리고',
};

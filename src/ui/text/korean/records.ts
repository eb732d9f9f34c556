import type { records as english } from '../english/records';
import type { Translation } from '../translation';

export const records: Translation<typeof english> = {
  title: '기록',
  sequence: '시퀀스',
  messages: '메시지 {{shown}}',
  etcd: 'etcd {{shown}}',
  acts: '조작 {{shown}}',
  terminal: '터미널',
  terminalLoading: '터미널을 불러오는 중…',
  notFollowedTitle: '아직 따라가는 요청이 없습니다',
  notFollowedWords: '매니페스트를 적용해 보세요. 거기서 시작된 메시지가 컴포넌트에서 컴포넌트로 하나하나 그려집니다.',
  dropped: '처음 {{time}} 동안의 메시지는 더 이상 보관하지 않습니다',
  noActsTitle: '아직 아무것도 하지 않았습니다',
  noActsWords: '매니페스트를 적용하거나 삭제하면 여기에 남고, 나중에 다시 따라갈 수 있습니다.',
  going: '{{hops}}, 진행 중',
  isFollowed: '따라가는 중',
  follow: '따라가기',
  noMessagesTitle: '아직 따라가는 요청이 없습니다',
  noMessagesWords: '매니페스트를 적용해 보세요. 거기서 시작된 모든 메시지가 원인이 된 메시지 아래에 나열됩니다.',
  waitsForAnswer: 'kubectl이 응답을 기다립니다',
  tooFast_other: '너무 빨라 하나씩 나열하지 못한 메시지 {{count, number}}개',
  tooFastHint: '하나하나 보려면 속도를 늦추세요',
  messageList: '메시지',
  inTheAir: '전송 중',
  lost: '유실됨',
  refused: '거부됨',
};

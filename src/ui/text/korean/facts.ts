import type { facts as english } from '../english/facts';
import type { Translation } from '../translation';

export const facts: Translation<typeof english> = {
  role: '역할',
  term: '텀',
  leader: '리더',
  lastIndex: '로그의 마지막 엔트리',
  commitIndex: '여기까지 커밋',
  appliedIndex: '여기까지 적용',
  revision: '리비전',
  keys: '키',
  watches: '열린 감시(watch)',
  requests: '지금까지의 요청',
  inflight: '처리 중인 요청',
  leads: '리더 여부',
  pending: '기다리는 파드',
  pods: '파드',
  ready: '준비됨',
  sandboxes: '파드 샌드박스',
  containers: '컨테이너',
  rules: '규칙',
  endpoints: '엔드포인트',
  synced: '마지막으로 쓴 시각(초)',
  served: '내려보낸 이미지',
  backends: '정상 백엔드',
};

import { badRequest, isRefusal, wallClock } from '../../apimachinery';
import type { KubeObject } from '../../apimachinery';
import type { User } from '../authentication';
import type { ReviewContext } from './reviews';

interface TokenReview extends KubeObject {
  readonly spec: { readonly token?: string; readonly audiences?: readonly string[] };
}

const audience = 'https://kubernetes.default.svc.cluster.local';

const userInfo = ({ name, uid, groups, extra }: User) => ({
  username: name,
  ...(uid === undefined ? {} : { uid }),
  groups,
  ...(extra === undefined ? {} : { extra }),
});

/** Who am I? */
export function selfReview({ user, now }: ReviewContext, review: KubeObject): KubeObject {
  const metadata = { creationTimestamp: wallClock(now) } as KubeObject['metadata'];
  return { ...review, metadata, status: { userInfo: userInfo(user) } } as KubeObject;
}

/** Whose token is this? */
export function tokenReview({ byToken }: ReviewContext, review: TokenReview): KubeObject {
  const { token, audiences = [audience] } = review.spec;
  if (!token) throw badRequest('token is required for TokenReview in authentication');
  const meant = audiences.filter((one) => one === audience);
  try {
    const user = userInfo(byToken(token));
    const status = meant.length > 0 ? { authenticated: true, user, audiences: meant } : { user: {} };
    return { ...review, status } as KubeObject;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ...review, status: { user: {}, error: 'invalid bearer token' } } as KubeObject;
  }
}

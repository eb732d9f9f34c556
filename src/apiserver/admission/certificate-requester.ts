import type { CertificateSigningRequest } from '../../api';
import type { KubeObject } from '../../apimachinery';
import type { AdmissionPlugin } from './plugin';

/** Who asks for a certificate is who sent the request, whatever it says. */
export const certificateRequester: AdmissionPlugin = {
  name: 'CertificateRequester',
  handles: ({ kind, operation, subresource }) =>
    kind.kind === 'CertificateSigningRequest' && operation === 'CREATE' && subresource === '',
  *mutate({ object, user }) {
    const { spec, ...rest } = object as CertificateSigningRequest;
    const { uid: _uid, extra: _extra, ...asked } = spec;
    const { name: username, groups, uid, extra } = user;
    const known = { ...(uid === undefined ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
    return { ...rest, spec: { ...asked, username, groups, ...known } } as KubeObject;
  },
};

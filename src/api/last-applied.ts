/** The annotation in which `kubectl apply` remembers what it was given last. Who copies or tells of annotations leaves it out. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

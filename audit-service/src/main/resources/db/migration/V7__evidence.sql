-- Events of a period, for bundles of evidence. Events are stored about in the order of time, so this costs next to nothing.
CREATE INDEX event_time ON event USING brin (occurred_at) WITH (autosummarize = on);

-- What may still hold when a period begins: documents, grants, questions, templates. Few among many events.
CREATE INDEX event_standing ON event (occurred_at)
  WHERE kind IN ('policy.changed', 'connection.changed', 'classification.changed', 'grant.requested', 'grant.changed',
                 'grant.reviewed', 'approval.requested', 'approval.voted', 'approval.ended', 'approval.consumed',
                 'approval.escalated', 'template.proposed', 'template.changed', 'delegation.changed', 'retention.applied');

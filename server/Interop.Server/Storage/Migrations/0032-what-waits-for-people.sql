-- What waits for a notice or a review is looked for without going past all that waits for hours.
CREATE INDEX holds_notice ON holds(leaf) WHERE reason='notice';
CREATE INDEX holds_review ON holds(leaf) WHERE reason='review';

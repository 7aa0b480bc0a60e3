"""The papers that prove a meeting, training, drill, campaign or signed letter."""

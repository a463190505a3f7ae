"""An optional language model puts an answer into its own words; each sentence is checked before it is shown."""

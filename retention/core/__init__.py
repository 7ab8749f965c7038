"""What every room stands on: errors, schema, policy, codes, dates, formatting."""

"""Internal records: from the text of the YAML files to frozen, checked models. Public views are not made here."""

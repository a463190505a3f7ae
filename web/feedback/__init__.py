"""What people say of answers: kept in a file of the operator's choice, without personal data, or not at all."""

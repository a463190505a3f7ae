"""The first page of a report: its title, number and date, and who issued it, by how official documents print these."""

// SessionBuddySources

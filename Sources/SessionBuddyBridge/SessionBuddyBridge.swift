// SessionBuddyBridge

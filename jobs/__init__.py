"""What runs in the background: releases now; heavy work in a process of its own. No page waits for any of it."""
